import { Malformed } from '../../protocol/byte-reader.ts';
import type { Limits } from '../../protocol/limits.ts';
import { type Scan, scanUpdate } from '../../protocol/scan-update.ts';
import { readWholeLog } from '../../store/log.ts';
import { bindClients, findClientOwners } from '../../store/lookups.ts';
import { readSnapshotClocks } from '../../store/snapshots.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { DatabaseGate } from '../database-gate.ts';
import { learn } from '../room/delivery.ts';
import { whyNot } from '../room/rights-watch.ts';
import { mayWrite, type Room } from '../room/room.ts';
import type { Refusal, Seat } from '../room/seat.ts';
import type { SecurityTrace } from '../security-trace.ts';
import { admitUpdate, refusal, unboundClients } from './admit-update.ts';
import { ClientClocks } from './client-clocks.ts';
import type { Committer } from './committer.ts';

export interface IntakeNeeds {
  reads: SqlPool;
  limits: Limits;
  gate: DatabaseGate;
  committer: Committer;
  trace: SecurityTrace;
  open: boolean;
  /** Bytes that begin and end to wait. */
  waits(bytes: number): void;
  released(bytes: number): void;
  /** The engine alone: whether the connection that an anonymous person stands for still lives. */
  stillHere(personId: string): Promise<boolean>;
}

interface Arrival {
  message: number;
  data: Uint8Array;
}

/** Takes updates from seats, in their order: scans, binds clientIDs, admits, hands to the committer. */
export class Intake {
  readonly #needs: IntakeNeeds;
  /** Seats whose next updates wait for a look into the database. */
  readonly #waiting = new Map<Seat, Arrival[]>();

  constructor(needs: IntakeNeeds) {
    this.#needs = needs;
  }

  receive(seat: Seat, message: number, data: Uint8Array): void {
    seat.received(message);
    const behind = this.#waiting.get(seat);
    if (behind) {
      this.#needs.waits(data.length);
      behind.push({ message, data });
      return;
    }
    const lookup = this.#take(seat, { message, data });
    if (lookup) void this.#afterLookup(seat, { message, data }, lookup);
  }

  /** Takes it, refuses it, or answers what has to be looked up first. */
  #take(seat: Seat, arrival: Arrival): Promise<void> | undefined {
    try {
      return this.#judge(seat, arrival);
    } catch (error) {
      const reason = error instanceof Malformed ? error.reason : 'not applicable';
      seat.refuse(arrival.message, refusal('invalid', reason));
      return undefined;
    }
  }

  #judge(seat: Seat, arrival: Arrival): Promise<void> | undefined {
    const { room } = seat;
    const scan = scanUpdate(arrival.data, room.kind.roots, this.#needs.limits);
    if (!mayWrite(room, seat.access)) {
      seat.refuse(arrival.message, whyNot(seat));
      return undefined;
    }
    if (room.clocks === null) return this.#loadClocks(room);
    const strangers = unboundClients(scan, room.clocks);
    if (strangers.length > 0) return this.#bind(seat, room.clocks, strangers);
    if (this.#needs.open) {
      const lookup = this.#takeOverFromTheGone(seat, room.clocks, scan);
      if (lookup) return lookup;
    }
    this.#admit(seat, room.clocks, scan, arrival);
    return undefined;
  }

  #admit(seat: Seat, clocks: ClientClocks, scan: Scan, { message, data }: Arrival): void {
    const { room, person } = seat;
    const admission = admitUpdate(data, scan, clocks, person.id);
    if (admission.verdict === 'refuse') {
      seat.refuse(message, admission.refusal);
      return;
    }
    if (admission.verdict === 'known') {
      // Perhaps it is known because it still waits: then its copy waits, too.
      this.#needs.committer.enqueue(room, { seat, message, data: null, ends: [] });
      return;
    }
    if (room.bytes + admission.data.length > this.#needs.limits.documentBytes) {
      seat.refuse(message, refusal('too_large', 'the document is full'));
      return;
    }
    if (scan.deletedLength > this.#needs.limits.massDeleteLength) {
      this.#needs.trace.massDelete(scan.deletedLength, seat.concerned);
    }
    for (const { client, end } of admission.ends) clocks.expect(client, end);
    this.#needs.waits(admission.data.length);
    this.#needs.committer.enqueue(room, {
      seat,
      message,
      data: admission.data,
      ends: admission.ends,
    });
  }

  async #afterLookup(seat: Seat, first: Arrival, lookup: Promise<void>): Promise<void> {
    const arrivals = [first];
    this.#waiting.set(seat, arrivals);
    this.#needs.waits(first.data.length);
    let next: Promise<void> | undefined = lookup;
    try {
      while (arrivals.length > 0) {
        if (next) await this.#lookUp(seat, arrivals, next);
        if (arrivals.length === 0) break;
        next = this.#take(seat, arrivals[0]!);
        if (!next) this.#needs.released(arrivals.shift()!.data.length);
      }
    } finally {
      this.#waiting.delete(seat);
    }
  }

  /** When it says no, the update that asked for it is refused; when it cannot be done, all that wait are. */
  async #lookUp(seat: Seat, arrivals: Arrival[], lookup: Promise<void>): Promise<void> {
    try {
      await lookup;
    } catch (error) {
      const why = error instanceof Refused ? error.refusal : refusal('busy', 'try again');
      const refused = arrivals.splice(0, error instanceof Refused ? 1 : arrivals.length);
      for (const { message, data } of refused) {
        this.#needs.released(data.length);
        seat.refuse(message, why);
      }
    }
  }

  #loadClocks(room: Room): Promise<void> {
    room.loadingClocks ??= this.#needs.gate
      .untilDone(() => this.#readClocks(room))
      .finally(() => {
        room.loadingClocks = null;
      });
    return room.loadingClocks;
  }

  async #readClocks(room: Room): Promise<void> {
    const clocks = new ClientClocks();
    const owners = this.#needs.open ? [] : await findClientOwners(this.#needs.reads, room.id);
    for (const { client, owner } of owners) clocks.bind(client, owner);
    const snapshot = await readSnapshotClocks(this.#needs.reads, room.id);
    for (const [client, end] of snapshot.clocks) clocks.commit(client, end);
    let read = snapshot.seq;
    do {
      for await (const { updates, to } of readWholeLog(this.#needs.reads, room.id, read)) {
        for (const data of updates) learn(clocks, data);
        read = to;
      }
      // What others wrote meanwhile was passed on without being learnt.
    } while (read < room.delivered);
    room.clocks = clocks;
  }

  async #bind(seat: Seat, clocks: ClientClocks, clients: readonly number[]): Promise<void> {
    const { room, person } = seat;
    const { limits, gate, reads, open } = this.#needs;
    const foreign = clients.find((client) => {
      const holder = room.reserved.get(client);
      if (holder !== undefined && holder.person.id !== person.id) return true;
      // Others learn a clientID when its owner is seen with it, on whatever hub, before it is bound.
      const seen = person.anonymous ? null : room.presence.personOf(client);
      return seen !== null && seen !== person.id;
    });
    if (foreign !== undefined) throw new Refused(foreignClient(foreign));
    if (
      clocks.size + clients.length > limits.clientsPerDocument ||
      clocks.countOf(person.id) + clients.length > limits.clientsPerPersonAndDocument
    ) {
      throw new Refused(refusal('too_large', 'too many clientIDs'));
    }
    if (open) {
      for (const client of clients) clocks.bind(client, person.id);
      return;
    }
    const bound = await gate.untilDone(() => bindClients(reads, room.id, clients, person.id));
    for (const { client, owner } of bound) clocks.bind(client, owner);
  }

  /**
   * Without identities a clientID belongs to a connection for as long as it lives: a stranger cannot
   * write in its name, and who comes back over a new connection can.
   */
  #takeOverFromTheGone(seat: Seat, clocks: ClientClocks, scan: Scan): Promise<void> | undefined {
    const { id } = seat.person;
    if (scan.ranges.every(({ client }) => clocks.ownerOf(client) === id)) return undefined;
    // By clientID: an update may have very many ranges of one, and each question is a ping to its owner.
    const held = new Map<number, string>();
    for (const { client, end } of scan.ranges) {
      const owner = clocks.ownerOf(client);
      if (owner !== null && owner !== id && end > clocks.committed(client)) held.set(client, owner);
    }
    return held.size === 0 ? undefined : this.#handOver(seat, clocks, held);
  }

  async #handOver(
    seat: Seat,
    clocks: ClientClocks,
    held: ReadonlyMap<number, string>,
  ): Promise<void> {
    for (const [client, owner] of held) {
      if (await this.#needs.stillHere(owner)) throw new Refused(foreignClient(client));
      clocks.bind(client, seat.person.id);
    }
  }
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refused: Refusal) {
    super(refused.reason);
    this.refusal = refused;
  }
}

const foreignClient = (client: number) =>
  refusal('foreign', 'clientID of another', { client, clock: 0 });
