import type { AccessMode, NackCode } from '../../protocol/frames.ts';
import { accessWith } from '../../protocol/shapes.ts';
import type { Concerned } from '../security-trace.ts';
import { Outstanding } from './outstanding.ts';
import type { LogEntry, Person, Room } from './room.ts';

export interface Refusal {
  code: NackCode;
  reason: string;
  client: number;
  clock: number;
}

/** Where a seat stands, as its client is told. */
export interface Standing {
  epoch: number;
  /** The person's right. */
  access: AccessMode;
  frozen: string | null;
  /** The document's shape, where the client's editor is older and may read at most; else null. */
  needs: number | null;
}

/** What a seat says, in the words of its protocol. */
export interface SeatVoice {
  updates(from: number, to: number, updates: Uint8Array[]): void;
  /** All that was ever written up to `to`; its length does not count as the reader's slowness. */
  snapshot(from: number, to: number, update: Uint8Array): void;
  /**
   * What was committed in one go, but for what `writer` wrote (null: nothing of it): what all seats of the
   * same protocol have in common is made once, and `shared` remembers it between them.
   */
  committed(
    from: number,
    to: number,
    entries: readonly LogEntry[],
    writer: Seat | null,
    shared: Map<string, unknown>,
  ): void;
  acknowledge(message: number, to: number, at: number): void;
  refuse(message: number, refusal: Refusal): void;
  presence(states: Uint8Array): void;
  rights(standing: Standing): void;
  synced(to: number): void;
  /** Resolves when what was said has mostly gone out; a slow reader makes it wait. */
  drained(): Promise<void>;
}

/** One connection's place in one room. */
export class Seat {
  readonly room: Room;
  readonly person: Person;
  readonly voice: SeatVoice;
  /** The person's right, whatever they edit with. */
  granted: AccessMode;
  /** The newest shape of such documents that the client's editor understands. */
  readonly understood: number;
  /** Epoch as of which `granted` is known. */
  rightsEpoch: number;
  /** All up to here was said to it, or came from it. */
  sentSeq: number;
  /** Where the snapshot stood when it came in. */
  readonly snapSeq: number;
  /** Gets what is committed as it is committed; before that it reads the log. */
  live = false;
  closed = false;
  /** It was told that it has the seat, and hears of changes from then on. */
  announced = false;
  /** ClientIDs it may show presence for. */
  readonly clientIds = new Set<number>();
  readonly #outstanding = new Outstanding();

  constructor(
    room: Room,
    person: Person,
    voice: SeatVoice,
    rights: {
      granted: AccessMode;
      understood: number;
      epoch: number;
      since: number;
      snapSeq: number;
    },
  ) {
    this.room = room;
    this.person = person;
    this.voice = voice;
    this.granted = rights.granted;
    this.understood = rights.understood;
    this.rightsEpoch = rights.epoch;
    this.sentSeq = rights.since;
    this.snapSeq = rights.snapSeq;
  }

  /** What may be done from here. */
  get access(): AccessMode {
    return accessWith(this.granted, this.understood, this.room.shape);
  }

  get standing(): Standing {
    const { epoch, frozen, shape } = this.room;
    const needs = this.understood < shape ? shape : null;
    return { epoch, access: this.granted, frozen, needs };
  }

  /** For the security trace. */
  get concerned(): Concerned {
    return { person: this.person.id, documentName: this.room.name };
  }

  received(message: number): void {
    this.#outstanding.received(message);
  }

  /** Durable, or refused; `acknowledge` says so. */
  settled(message: number): void {
    this.#outstanding.settled(message);
  }

  /** Says how far all is settled. */
  acknowledge(at: number): void {
    if (this.closed) return;
    const last = this.#outstanding.answer();
    if (last !== null) this.voice.acknowledge(last, this.sentSeq, at);
  }

  refuse(message: number, refusal: Refusal): void {
    const { code, reason } = refusal;
    this.room.trace.refused('update', code === 'invalid' ? reason : code, this.concerned);
    if (this.closed) return;
    this.voice.refuse(message, refusal);
    this.settled(message);
    this.acknowledge(0);
  }
}
