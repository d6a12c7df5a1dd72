import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import { eventually } from '../../../../tests/support/eventually.ts';
import { ByteReader } from '../protocol/byte-reader.ts';

interface Heard {
  /** 0 sync, 1 awareness, 2 auth. */
  type: number;
  /** Of a sync message: 0 asks, 1 answers, 2 brings an update. */
  step: number | null;
  bytes: Uint8Array;
}

/** A client of the y-websocket endpoint that says whatever a test wants, and keeps what it is told. */
export class RawYjsClient {
  readonly socket: WebSocket;
  readonly heard: Heard[] = [];
  closeCode: number | null = null;

  constructor(url: string, name: string, token: string) {
    this.socket = new WebSocket(`${url}/yjs/${encodeURIComponent(name)}?token=${token}`);
    this.socket.on('message', (data: Buffer) => {
      const reader = new ByteReader(data);
      const type = reader.uint();
      const step = type === 0 ? reader.uint() : null;
      this.heard.push({ type, step, bytes: type === 2 ? data : reader.slice() });
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
    this.socket.on('error', () => {});
  }

  async open(): Promise<this> {
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  sayBytes(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  /** Asks for the state (0), answers (1), or sends an edit (2). */
  sync(step: 0 | 1 | 2, bytes: Uint8Array): void {
    const out = encoding.createEncoder();
    encoding.writeVarUint(out, 0);
    encoding.writeVarUint(out, step);
    encoding.writeVarUint8Array(out, bytes);
    this.sayBytes(encoding.toUint8Array(out));
  }

  present(client: number, clock: number, json: string): void {
    const states = encoding.createEncoder();
    for (const number of [1, client, clock]) encoding.writeVarUint(states, number);
    encoding.writeVarString(states, json);
    const out = encoding.createEncoder();
    encoding.writeVarUint(out, 1);
    encoding.writeVarUint8Array(out, encoding.toUint8Array(states));
    this.sayBytes(encoding.toUint8Array(out));
  }

  /** Asks for the state, and has it. */
  async synced(): Promise<this> {
    this.sync(0, new Uint8Array([0]));
    await eventually('state', () => this.heard.some(({ step }) => step === 1));
    return this;
  }

  closed(): Promise<number> {
    return eventually('closed', () => this.closeCode);
  }
}
