import type { Histogram } from '../statistics/histogram.ts';
import { cursor, readCursors, readProgress } from './edits.ts';
import { RawSocket } from './raw-socket.ts';
import { openWire } from './wires/open-wire.ts';
import type { Listener, Protocol, Wire } from './wires/wire.ts';

/** What a run records, from all clients of the process. */
export interface Tally {
  /** Only what is due, or arrives, within the window counts. */
  from: number;
  to: number;
  latency: Histogram;
  cursorLatency: Histogram;
  saved: Histogram;
  /** Other people's edits and cursors, each once for each person who was shown it. */
  deliveries: number;
  cursorDeliveries: number;
}

/** When each edit, or movement of a cursor, since the beginning of a run was due. */
interface Due {
  base: number;
  at: number[];
}

export interface LoadRoom {
  name: string;
  /** The first clientID; those of the others follow. */
  firstClient: number;
  clients: LoadClient[];
}

/** One simulated person in one document: sends what it is told to, and notes what it is shown. */
export class LoadClient implements Listener {
  readonly id: number;
  readonly #room: LoadRoom;
  readonly #port: number;
  readonly #wire: Wire;
  readonly #tally: Tally;
  readonly #seen: Float64Array;
  readonly #seenCursors: Float64Array;
  readonly #endOfMessage: number[] = [];
  #socket: RawSocket | null = null;
  #onSynced: (() => void) | null = null;
  #due: Due = { base: 0, at: [] };
  #dueCursors: Due = { base: 1, at: [] };
  /** How far this person has written, others have been shown it, and the server has called it saved. */
  clock = 0;
  shown = 0;
  savedClock = 0;
  #cursorClock = 0;
  closed: number | null = null;

  constructor(
    room: LoadRoom,
    index: number,
    server: { port: number; protocol: Protocol },
    tally: Tally,
    roomSize: number,
  ) {
    this.id = room.firstClient + index;
    this.#room = room;
    this.#port = server.port;
    this.#tally = tally;
    this.#seen = new Float64Array(roomSize);
    this.#seenCursors = new Float64Array(roomSize);
    this.#wire = openWire(server.protocol, {
      room: room.name,
      clientId: this.id,
      listener: this,
      send: (payload) => this.#socket?.send(payload),
    });
  }

  /** Resolves with the ms until the document's state was there. */
  open(): Promise<number> {
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      this.#onSynced = () => resolve(performance.now() - begun);
      this.#socket = new RawSocket(this.#wire.address(this.#port), {
        open: () => this.#wire.opened(),
        message: (payload) => this.#wire.heard(payload),
        closed: (code) => {
          this.closed = code;
          reject(new Error(`${this.#room.name}: the server closed a socket (${code})`));
        },
      });
    });
  }

  get waiting(): number {
    return this.#socket?.waiting ?? 0;
  }

  leave(): void {
    this.#socket?.end();
  }

  beginRun(): void {
    this.#due = { base: this.clock, at: [] };
    this.#dueCursors = { base: this.#cursorClock + 1, at: [] };
  }

  edit(update: Uint8Array, length: number, due: number): void {
    this.clock += length;
    if (length === 1) this.#due.at.push(due);
    else this.#due = { base: this.clock, at: [] };
    this.#endOfMessage.push(this.clock);
    this.#socket?.send(this.#wire.edit(update, this.#endOfMessage.length));
  }

  move(due: number): void {
    this.#cursorClock += 1;
    this.#dueCursors.at.push(due);
    this.#socket?.send(this.#wire.move(cursor(this.id, this.#cursorClock)));
  }

  synced(): void {
    this.#onSynced?.();
    this.#onSynced = null;
  }

  update(update: Uint8Array): void {
    const now = performance.now();
    readProgress(update, (client, to) => this.#shown(client, to, now));
  }

  #shown(client: number, to: number, now: number): void {
    const index = client - this.#room.firstClient;
    const author = this.#room.clients[index];
    // Servers that send back what one has sent: nothing new.
    if (!author || author === this) return;
    const seen = this.#seen[index]!;
    if (to <= seen) return;
    this.#seen[index] = to;
    if (to > author.shown) author.shown = to;
    const { at, base } = author.#due;
    const tally = this.#tally;
    for (let clock = Math.max(seen, base); clock < to; clock++) {
      const due = at[clock - base];
      if (due === undefined) continue;
      if (due >= tally.from && due < tally.to) tally.latency.add(now - due);
      if (now >= tally.from && now < tally.to) tally.deliveries += 1;
    }
  }

  /** What of this person's edits in the window others have not been shown, by how long that is ago. */
  countMissing(now: number): number {
    const { from, to, latency } = this.#tally;
    const { at, base } = this.#due;
    const mine = this.id - this.#room.firstClient;
    let missing = 0;
    for (const other of this.#room.clients) {
      if (other === this) continue;
      for (let clock = Math.max(other.#seen[mine]!, base); clock < this.clock; clock++) {
        const due = at[clock - base]!;
        if (due < from || due >= to) continue;
        latency.add(now - due);
        missing += 1;
      }
    }
    return missing;
  }

  get upToDate(): boolean {
    const mine = this.id - this.#room.firstClient;
    return this.#room.clients.every((other) => other === this || other.#seen[mine]! >= this.clock);
  }

  cursors(states: Uint8Array): void {
    const now = performance.now();
    readCursors(states, (client, clock) => this.#moved(client, clock, now));
  }

  /** Of several movements that a server has put together only the last is shown, and counted. */
  #moved(client: number, clock: number, now: number): void {
    const index = client - this.#room.firstClient;
    const author = this.#room.clients[index];
    if (!author || author === this || clock <= this.#seenCursors[index]!) return;
    this.#seenCursors[index] = clock;
    const due = author.#dueCursors.at[clock - author.#dueCursors.base];
    const { from, to } = this.#tally;
    if (due !== undefined && due >= from && due < to) this.#tally.cursorLatency.add(now - due);
    if (now >= from && now < to) this.#tally.cursorDeliveries += 1;
  }

  saved(messages: number): void {
    const end = this.#endOfMessage[messages - 1];
    if (end === undefined || end <= this.savedClock) return;
    const now = performance.now();
    const { at, base } = this.#due;
    const { from, to } = this.#tally;
    for (let clock = Math.max(this.savedClock, base); clock < end; clock++) {
      const due = at[clock - base];
      if (due !== undefined && due >= from && due < to) this.#tally.saved.add(now - due);
    }
    this.savedClock = end;
  }
}
