import { Malformed } from '../protocol/byte-reader.ts';
import { closeCodes, type Reply, type Request } from '../protocol/frames.ts';
import { decodeReplies } from '../protocol/replies.ts';
import { encodeRequest } from '../protocol/requests.ts';
import { subProtocols, versionOf } from '../protocol/sub-protocols.ts';
import type { Connection } from './document-state.ts';
import { messagesOf } from './messages.ts';

export interface LineOptions {
  url: string;
  ticket: () => Promise<string>;
  shapes?: Readonly<Record<string, number>>;
  onUp(): void;
  onDown(): void;
  onReply(reply: Reply): void;
  onChange(): void;
  WebSocket?: typeof WebSocket;
  /** Silence after which the server is asked for a sign of life; twice as long without an answer is a dead line. */
  heartbeatMs?: number;
}

/** In a browser: tells when the device itself gains or loses its network. */
const page = globalThis as {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
};

const firstPauseMs = 250;
// Long enough that a thousand returning clients spread out, short enough that nobody thinks it is gone.
const longestPauseMs = 10_000;
const connectMs = 15_000;

/** One socket to the server, made again whenever it breaks. Knows when it is dead before TCP does. */
export class Line {
  readonly #options: LineOptions;
  readonly #heartbeatMs: number;
  #socket: WebSocket | null = null;
  #up = false;
  #wanted = false;
  #failures = 0;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #pingAt = 0;
  #nonce = 0;
  #out: Uint8Array[] = [];
  #bestRoundTrip = Number.POSITIVE_INFINITY;
  clockOffsetMs = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#heartbeatMs = options.heartbeatMs ?? 10_000;
  }

  get connection(): Connection {
    if (this.#up) return 'online';
    return this.#wanted && this.#failures === 0 ? 'connecting' : 'offline';
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#failures = 0;
    page.addEventListener?.('online', this.#onOnline);
    page.addEventListener?.('offline', this.#onOffline);
    void this.#connect();
    this.#options.onChange();
  }

  stop(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    page.removeEventListener?.('online', this.#onOnline);
    page.removeEventListener?.('offline', this.#onOffline);
    this.#drop();
    clearTimeout(this.#timer);
    this.#options.onChange();
  }

  /** Frames of one turn travel in one message. Nothing is said while the line is down. */
  send(request: Request): void {
    if (!this.#up) return;
    if (this.#out.length === 0) queueMicrotask(() => this.#flush());
    this.#out.push(encodeRequest(request));
  }

  #flush(): void {
    const frames = this.#out;
    this.#out = [];
    if (!this.#up || frames.length === 0) return;
    for (const message of messagesOf(frames)) this.#socket?.send(message);
  }

  readonly #onOnline = () => {
    if (this.#up || !this.#wanted) return;
    this.#failures = 0;
    this.#again(0);
  };

  readonly #onOffline = () => {
    if (!this.#wanted) return;
    this.#failures += 1;
    this.#drop();
    this.#again(this.#pause());
  };

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    const current = () => attempt === this.#attempt && this.#wanted;
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch {
      if (current()) this.#failed();
      return;
    }
    if (!current()) return;
    const Socket = this.#options.WebSocket ?? WebSocket;
    const socket = new Socket(this.#options.url, [...subProtocols]);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const ours = () => this.#socket === socket;
    const tooLong = setTimeout(() => ours() && !this.#up && this.#failed(), connectMs);
    socket.onopen = () => {
      if (!ours()) return;
      // A server of before takes the older of the two.
      const version = versionOf(socket.protocol) ?? 1;
      const shapes = new Map(Object.entries(this.#options.shapes ?? {}));
      const hello = encodeRequest({ type: 'hello', version, ticket, shapes });
      socket.send(new Uint8Array(hello));
    };
    socket.onmessage = ({ data }) => {
      if (ours()) this.#hear(new Uint8Array(data as ArrayBuffer));
    };
    // What went wrong is told by the close that follows.
    socket.onerror = () => {};
    socket.onclose = ({ code }) => {
      clearTimeout(tooLong);
      if (ours()) this.#failed(code);
    };
  }

  #hear(message: Uint8Array): void {
    this.#heardAt = performance.now();
    try {
      for (const reply of decodeReplies(message)) {
        if (reply.type === 'welcome') this.#welcome(reply.now);
        else if (reply.type === 'pong') this.#pong(reply);
        else if (this.#up) this.#options.onReply(reply);
      }
    } catch (error) {
      // A server that we do not understand: better no line than a wrong state.
      if (!(error instanceof Malformed)) throw error;
      this.#failed();
    }
  }

  #welcome(now: number): void {
    this.#up = true;
    this.#failures = 0;
    this.#bestRoundTrip = Number.POSITIVE_INFINITY;
    this.clockOffsetMs = now - Date.now();
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#beat(), this.#heartbeatMs / 2);
    this.#options.onUp();
    this.#options.onChange();
    this.#ping();
  }

  #beat(): void {
    const now = performance.now();
    const unanswered = this.#pingAt > this.#heardAt;
    // Only a question that gets no answer is a sign: a hidden tab may not have asked for minutes.
    if (unanswered && now - this.#pingAt > this.#heartbeatMs * 2) this.#failed();
    else if (!unanswered && now - this.#heardAt > this.#heartbeatMs) this.#ping();
  }

  #ping(): void {
    this.#pingAt = performance.now();
    this.send({ type: 'ping', nonce: ++this.#nonce });
  }

  /** The shortest round trip tells the clocks apart best; it is forgotten in steps, as clocks drift and jump. */
  #pong({ nonce, now }: { nonce: number; now: number }): void {
    if (nonce !== this.#nonce) return;
    const roundTrip = performance.now() - this.#pingAt;
    if (roundTrip > this.#bestRoundTrip * 2) {
      this.#bestRoundTrip *= 2;
      return;
    }
    this.#bestRoundTrip = Math.min(roundTrip, this.#bestRoundTrip);
    this.clockOffsetMs = Math.round(now + roundTrip / 2 - Date.now());
    this.#options.onChange();
  }

  #failed(code = 0): void {
    const restarting = code === closeCodes.restart && this.#up;
    if (!restarting) this.#failures += 1;
    this.#drop();
    if (!this.#wanted) return;
    this.#again(restarting ? 100 + Math.random() * 900 : this.#pause());
  }

  #pause(): number {
    const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures, 10));
    return ceiling * (0.3 + 0.7 * Math.random());
  }

  #again(pauseMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#drop();
      void this.#connect();
    }, pauseMs);
    this.#options.onChange();
  }

  #drop(): void {
    this.#attempt += 1;
    clearInterval(this.#watch);
    const socket = this.#socket;
    const wasUp = this.#up;
    this.#socket = null;
    this.#up = false;
    this.#out = [];
    if (socket) {
      try {
        socket.close();
      } catch {
        // It was never open.
      }
    }
    if (wasUp) {
      this.#options.onDown();
      this.#options.onChange();
    }
  }
}
