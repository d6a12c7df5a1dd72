import type { AccessMode } from '../../protocol/frames.ts';
import type { FoundDocument, Rights } from '../../store/lookups.ts';
import type { ClientClocks } from '../commit/client-clocks.ts';
import { type SecurityTrace, silentTrace } from '../security-trace.ts';
import { Presence } from './presence.ts';
import type { Seat } from './seat.ts';

export interface Person {
  id: string;
  name: string;
  initials: string;
  colour: string;
  /** Of an engine alone: nobody has said who it is. */
  anonymous: boolean;
}

/** An admitted update on its way into the log. */
export interface NewUpdate {
  seat: Seat;
  message: number;
  /** Null: it is known already, and only waits for what is before it. */
  data: Uint8Array | null;
  /** Ends of the clocks that it adds. */
  ends: { client: number; end: number }[];
}

export interface QueuedUpdate extends NewUpdate {
  /** When it was admitted, by this process's own clock, ms. */
  since: number;
  /** Acknowledged, refused or put aside: what its batch had to do with it is done. */
  settled: boolean;
}

export interface LogEntry {
  seq: number;
  data: Uint8Array;
  /** Null when another process wrote it. */
  seat: Seat | null;
}

/** What a hub knows of a kind of documents. */
export interface RoomKind {
  /** Root names an update may write under; null: any. */
  roots: ReadonlySet<string> | null;
  shapeVersion: number;
}

/** Of an engine alone: it knows nothing of what is written. */
export const anyKind: RoomKind = { roots: null, shapeVersion: 1 };

/** A document that somebody has open here. Holds no content: numbers, rights and readers. */
export class Room {
  readonly handle: number;
  readonly id: number;
  readonly name: string;
  readonly incarnation: string;
  readonly kind: RoomKind;
  epoch: number;
  frozen: string | null;
  /** What an editor has to understand to write in it. */
  shape: number;
  bytes: number;
  /** All up to here has been passed to the readers. */
  delivered: number;
  /** So far the log is known to go. */
  knownHead: number;
  /** Pieces of the log that came before what they follow, by their number. */
  readonly ahead = new Map<number, LogEntry>();
  waitingForGap: NodeJS.Timeout | null = null;
  /** Null until the first write. */
  clocks: ClientClocks | null = null;
  loadingClocks: Promise<void> | null = null;
  pulling: Promise<void> | null = null;
  pullAgain = false;
  readonly seats = new Set<Seat>();
  readonly presence = new Presence();
  /** ClientIDs that a seat has announced and not yet written with. */
  readonly reserved = new Map<number, Seat>();
  queue: QueuedUpdate[] = [];
  inFlight: QueuedUpdate[] = [];
  state: 'open' | 'committing' | 'held' = 'open';
  emptySince = 0;

  readonly trace: SecurityTrace;

  constructor(handle: number, found: FoundDocument, kind: RoomKind, trace = silentTrace) {
    this.trace = trace;
    this.handle = handle;
    this.id = found.id;
    this.name = found.name;
    this.incarnation = found.incarnation;
    this.kind = kind;
    this.epoch = found.epoch;
    this.frozen = found.frozen;
    this.shape = this.#shapeWith(found.shape);
    this.bytes = found.bytes;
    this.delivered = found.head;
    this.knownHead = found.head;
  }

  /** What is in force in the database. */
  learn({ epoch, frozen, shape }: Pick<Rights, 'epoch' | 'frozen' | 'shape'>): void {
    this.epoch = epoch;
    this.frozen = frozen;
    this.shape = this.#shapeWith(shape);
  }

  /** Editors of this hub's version write their own shape, whether the row says so yet or not. */
  #shapeWith(inRow: number): number {
    return Math.max(inRow, this.kind.shapeVersion);
  }

  /** Everyone whose rights matter: who reads, and whose updates wait although they have left. */
  *concerned(): Generator<Seat> {
    yield* this.seats;
    for (const item of this.inFlight) if (!this.seats.has(item.seat)) yield item.seat;
    for (const item of this.queue) if (!this.seats.has(item.seat)) yield item.seat;
  }

  /** Takes out of the queue, and answers, what a person is not going to get committed. */
  refuseQueued(applies: (seat: Seat) => boolean, refuse: (item: QueuedUpdate) => void): void {
    const persons = new Set<string>();
    const kept: QueuedUpdate[] = [];
    const refused: QueuedUpdate[] = [];
    for (const item of this.queue) {
      // What follows of the same person builds on it.
      if (persons.has(item.seat.person.id) || applies(item.seat)) {
        persons.add(item.seat.person.id);
        refused.push(item);
      } else kept.push(item);
    }
    this.queue = kept;
    for (const id of persons) this.clocks?.forgetExpected(id);
    for (const item of refused) refuse(item);
  }
}

export const mayWrite = (room: Room, access: AccessMode): boolean =>
  access === 'write' && room.frozen === null;
