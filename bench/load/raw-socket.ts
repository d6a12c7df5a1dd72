import { connect, type Socket } from 'node:net';

export interface RawSocketEvents {
  open(): void;
  /** Valid during the call only. */
  message(payload: Uint8Array): void;
  closed(code: number): void;
}

export interface Address {
  port: number;
  path: string;
  subProtocol?: string;
}

const readBytes = 256 * 1024;
// One loop, one chunk at a time: all sockets of the process share the buffer they read into.
const shared = Buffer.allocUnsafe(readBytes);

/**
 * The client's side of a WebSocket, as thin as it can be: several frames of one chunk cost one wake-up.
 * So the load stays far below the server it measures, and costs the same for each of them.
 */
export class RawSocket {
  readonly #socket: Socket;
  readonly #events: RawSocketEvents;
  #greeted = false;
  #ended = false;
  #rest: Buffer | null = null;
  #closeCode = 1006;

  constructor({ port, path, subProtocol }: Address, events: RawSocketEvents) {
    this.#events = events;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length) => {
          this.#read(shared.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('connect', () => {
      this.#socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2Ftc3BlbC1iZW5jaG1rcw==\r\n' +
          `${subProtocol ? `Sec-WebSocket-Protocol: ${subProtocol}\r\n` : ''}\r\n`,
      );
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      if (!this.#ended) this.#events.closed(this.#closeCode);
      this.#ended = true;
    });
  }

  /** Bytes that the server has not taken yet. */
  get waiting(): number {
    return this.#socket.writableLength;
  }

  send(payload: Uint8Array): void {
    this.#socket.write(frame(0x82, payload));
  }

  end(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (!this.#greeted) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) {
        this.#rest = Buffer.from(bytes);
        return;
      }
      if (!bytes.toString('latin1', 0, 12).endsWith(' 101')) {
        this.#socket.destroy();
        return;
      }
      this.#greeted = true;
      bytes = bytes.subarray(end + 4);
      this.#events.open();
    }
    const used = this.#frames(bytes);
    // The shared buffer is read into again: what is left has to be copied.
    this.#rest = used === bytes.length ? null : Buffer.from(bytes.subarray(used));
  }

  /** Hands out all whole frames; answers how far they reach. */
  #frames(bytes: Buffer): number {
    let at = 0;
    while (!this.#ended && at + 2 <= bytes.length) {
      let length = bytes[at + 1]! & 0x7f;
      let header = 2;
      if (length === 126) {
        if (at + 4 > bytes.length) break;
        length = bytes.readUInt16BE(at + 2);
        header = 4;
      } else if (length === 127) {
        if (at + 10 > bytes.length) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        header = 10;
      }
      const from = at + header;
      if (from + length > bytes.length) break;
      this.#frame(bytes[at]!, bytes.subarray(from, from + length));
      at = from + length;
    }
    return this.#ended ? bytes.length : at;
  }

  #frame(head: number, payload: Buffer): void {
    if (head === 0x82) this.#events.message(payload);
    else if (head === 0x89) this.#socket.write(frame(0x8a, payload));
    else if (head === 0x88) {
      if (payload.length >= 2) this.#closeCode = payload.readUInt16BE(0);
      this.#socket.end();
    } else if (head !== 0x8a) throw new Error(`unexpected frame ${head}`);
  }
}

/** Masked, as clients must, by four zeros: which leaves the payload as it is. */
function frame(head: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const header = length < 126 ? 6 : length < 65_536 ? 8 : 14;
  const bytes = Buffer.allocUnsafe(header + length);
  bytes[0] = head;
  if (header === 6) bytes[1] = 0x80 | length;
  else if (header === 8) {
    bytes[1] = 0x80 | 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 0x80 | 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.fill(0, header - 4, header);
  bytes.set(payload, header);
  return bytes;
}
