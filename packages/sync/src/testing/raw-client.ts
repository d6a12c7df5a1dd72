import { WebSocket } from 'ws';
import type { Reply, Request } from '../protocol/frames.ts';
import { decodeReplies } from '../protocol/replies.ts';
import { encodeRequest } from '../protocol/requests.ts';
import type { Shapes } from '../protocol/shapes.ts';
import { versionOf } from '../protocol/sub-protocols.ts';

/** A client that says whatever a test wants, and keeps what it is told; of version 1 unless told otherwise. */
export class RawClient {
  readonly socket: WebSocket;
  readonly replies: Reply[] = [];
  closeCode: number | null = null;
  #nextRequest = 1;
  #nextMessage = 1;

  constructor(url: string, options: { headers?: Record<string, string>; protocol?: string } = {}) {
    const { headers, protocol = 'samspel.sync.v1' } = options;
    this.socket = new WebSocket(`${url}/sync`, protocol === '' ? [] : [protocol], { headers });
    this.socket.on('message', (data: Buffer) => {
      for (const reply of decodeReplies(data)) this.replies.push(reply);
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
    this.socket.on('error', () => {});
  }

  async open(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) {
      await new Promise((resolve, reject) => {
        this.socket.once('open', resolve);
        this.socket.once('error', reject);
      });
    }
    return this;
  }

  say(...requests: Request[]): void {
    this.socket.send(Buffer.concat(requests.map(encodeRequest)));
  }

  sayBytes(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  async greet(ticket: string, shapes: Shapes = new Map()): Promise<this> {
    await this.open();
    const version = versionOf(this.socket.protocol) ?? 1;
    this.say({ type: 'hello', version, ticket, shapes });
    await this.next('welcome');
    return this;
  }

  /** The handle of the document. */
  async join(name: string, clientIds: number[] = [], since = 0): Promise<number> {
    const request = this.#nextRequest++;
    this.say({ type: 'subscribe', request, name, since, incarnation: '', clientIds });
    const answer = await this.#find(
      (reply) =>
        (reply.type === 'subscribed' || reply.type === 'denied') && reply.request === request,
    );
    if (answer.type !== 'subscribed') throw new Error((answer as { code: string }).code);
    return answer.handle;
  }

  /** Sends an update and waits for its answer. */
  async update(handle: number, update: Uint8Array): Promise<Reply> {
    const message = this.push(handle, update);
    return this.#find(
      (reply) =>
        (reply.type === 'nack' && reply.message === message) ||
        (reply.type === 'ack' && reply.message >= message),
    );
  }

  push(handle: number, update: Uint8Array): number {
    const message = this.#nextMessage++;
    this.say({ type: 'update', handle, message, update });
    return message;
  }

  next<T extends Reply['type']>(type: T): Promise<Extract<Reply, { type: T }>> {
    return this.#find((reply) => reply.type === type) as Promise<Extract<Reply, { type: T }>>;
  }

  closed(): Promise<number> {
    return waitFor('closed', () => this.closeCode);
  }

  #find(matches: (reply: Reply) => boolean): Promise<Reply> {
    return waitFor('a reply', () => this.replies.find(matches) ?? this.#orClosed());
  }

  #orClosed(): null {
    if (this.closeCode !== null) throw new Error(`closed with ${this.closeCode}`);
    return null;
  }

  close(): void {
    this.socket.terminate();
  }
}

async function waitFor<T>(what: string, ask: () => T | null): Promise<T> {
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    const answer = ask();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${what} did not come`);
}
