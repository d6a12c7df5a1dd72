import { get } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

export interface Snapshot {
  incarnation: string;
  since: number;
  /** Yjs update, format V2; empty: the server has packed nothing of it. */
  update: Uint8Array;
  /** On the wire. */
  bytes: number;
}

const unpack = promisify(gunzip);

/** What a browser asks for before it subscribes. */
export async function takeSnapshot(port: number, room: string): Promise<Snapshot> {
  const { etag, packed } = await ask(port, room);
  const said = /^"([\w-]+)\.(\d+)"$/.exec(etag);
  if (!said) return { incarnation: '', since: 0, update: new Uint8Array(), bytes: 0 };
  const update = await unpack(packed);
  return { incarnation: said[1]!, since: Number(said[2]), update, bytes: packed.length };
}

function ask(port: number, room: string): Promise<{ etag: string; packed: Buffer }> {
  const path = `/api/documents/snapshot?name=${encodeURIComponent(room)}`;
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.once('error', reject);
      response.once('end', () => {
        const { etag = '' } = response.headers;
        resolve({ etag: String(etag), packed: Buffer.concat(pieces) });
      });
    });
    request.once('error', reject);
  });
}
