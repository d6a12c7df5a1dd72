import type { AccessMode } from '../../protocol/frames.ts';
import type { Announcement } from '../../store/announce.ts';
import { findRights, lookAt, type Rights } from '../../store/lookups.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { behindRefused, refusal } from '../commit/admit-update.ts';
import type { DatabaseGate } from '../database-gate.ts';
import type { HubLog } from '../hub-log.ts';
import type { Delivery } from './delivery.ts';
import { mayWrite, type QueuedUpdate, type Room } from './room.ts';
import type { Refusal, Seat } from './seat.ts';

export interface RightsWatchNeeds {
  reads: SqlPool;
  gate: DatabaseGate;
  delivery: Delivery;
  log: HubLog;
  rooms(): Iterable<Room>;
  roomById(id: number): Room | undefined;
  /** The engine alone: everyone may write unless frozen. */
  open: boolean;
  released(bytes: number): void;
  closePerson(personId: string): void;
  /** So old a look is no longer believed, ms. */
  fenceMs: number;
}

/**
 * Keeps what the hub believes about epochs, freezes and rights true: told by announcements, by the
 * commit that found its epoch old, and by looking once a second at all open documents.
 */
export class RightsWatch {
  readonly #needs: RightsWatchNeeds;
  #looking: Promise<void> | null = null;
  #hasLooked = false;
  /** When the last look began whose findings have all been heeded. */
  #sureAt = Number.NEGATIVE_INFINITY;
  /** Database clock minus this machine's, ms. */
  clockOffset = 0;

  constructor(needs: RightsWatchNeeds) {
    this.#needs = needs;
  }

  /** Who may read what was not seen for too long: nothing of others is passed on. */
  get fenced(): boolean {
    return performance.now() - this.#sureAt > this.#needs.fenceMs;
  }

  /** @throws when rights cannot be looked at just now */
  async beSure(): Promise<void> {
    // A look may have been on its way since before, and tell of then.
    for (let looks = 0; this.fenced; looks++) {
      if (looks === 2) throw new Error('who may read is not known');
      await this.look();
    }
  }

  /** What the database's clock shows now, ms. */
  now(): number {
    return Math.max(0, Math.floor(Date.now() + this.clockOffset));
  }

  /** Resolves when the database's clock is known: nobody is told the time of this machine instead. */
  async clockKnown(): Promise<void> {
    if (!this.#hasLooked) await this.#needs.gate.untilDone(() => this.look());
  }

  onAnnouncement(payload: string): void {
    let announced: Announcement;
    try {
      announced = JSON.parse(payload) as Announcement;
    } catch {
      return;
    }
    for (const id of announced.access ?? []) {
      const room = this.#needs.roomById(id);
      if (room) void this.refresh(room).catch(() => {});
    }
    this.pull(announced.tail ?? []);
    if (announced.person !== undefined) this.#needs.closePerson(announced.person);
  }

  /** Of these documents somebody who is no hub has written something. */
  pull(ids: readonly number[]): void {
    for (const id of ids) {
      const room = this.#needs.roomById(id);
      if (room) this.#needs.delivery.pullSoon(room);
    }
  }

  /** Resolves when epoch and rights of the room are as the database has them. */
  refresh(room: Room): Promise<void> {
    return this.#needs.gate.untilDone(async () => {
      // Who comes in while the answer is on its way is asked about in the next round.
      for (;;) {
        const persons = new Set<string>();
        for (const seat of room.concerned()) persons.add(seat.person.id);
        const [rights] = await findRights(this.#needs.reads, [room.id], [...persons]);
        if (!rights || rights.epoch < room.epoch) return;
        this.#apply(room, rights, persons);
        if ([...room.concerned()].every((seat) => seat.rightsEpoch === room.epoch)) return;
      }
    });
  }

  #apply(room: Room, rights: Rights, asked: ReadonlySet<string>): void {
    room.learn(rights);
    const changed: Seat[] = [];
    for (const seat of new Set(room.concerned())) {
      if (!asked.has(seat.person.id) || seat.rightsEpoch === rights.epoch) continue;
      seat.rightsEpoch = rights.epoch;
      seat.granted = this.#grantOf(seat, rights.modes);
      changed.push(seat);
    }
    this.#refuseWaiting(room);
    for (const seat of changed) {
      if (seat.announced && !seat.closed) seat.voice.rights(seat.standing);
    }
  }

  #grantOf(seat: Seat, modes: Record<string, AccessMode>): AccessMode {
    return this.#needs.open ? 'write' : (modes[seat.person.id] ?? 'none');
  }

  #refuseWaiting(room: Room): void {
    const refuse = ({ seat, message, data }: QueuedUpdate) => {
      this.#needs.released(data?.length ?? 0);
      seat.refuse(message, whyNot(seat));
    };
    room.refuseQueued((seat) => !mayWrite(room, seat.access), refuse);
  }

  /** One look at all open documents, for what nobody announced. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const delivered = new Map<number, number>();
    for (const room of this.#needs.rooms()) delivered.set(room.id, room.delivered);
    const ids = [...delivered.keys()];
    const before = Date.now();
    const begun = performance.now();
    const refreshing: Promise<boolean>[] = [];
    const { now, documents } = await lookAt(this.#needs.reads, ids);
    this.clockOffset = now - (before + Date.now()) / 2;
    this.#hasLooked = true;
    for (const { id, epoch, head, bytes } of documents) {
      const room = this.#needs.roomById(id);
      if (!room) continue;
      if (epoch > room.epoch) refreshing.push(this.#refreshed(room));
      if (head > room.delivered && room.state === 'open') this.#needs.delivery.expect(room, head);
      // A compaction makes a document smaller.
      if (head === room.delivered && room.state === 'open') room.bytes = bytes;
      if (head < delivered.get(id)!) {
        this.#needs.log.warn({ document: id, head }, 'the log has become shorter');
      }
    }
    if ((await Promise.all(refreshing)).every(Boolean)) this.#sureAt = begun;
  }

  #refreshed(room: Room): Promise<boolean> {
    return this.refresh(room).then(
      () => true,
      () => false,
    );
  }
}

export function whyNot({ granted, access, room }: Seat): Refusal {
  if (granted !== 'write') return refusal('revoked', 'no right to write');
  if (room.frozen !== null) return refusal('frozen', room.frozen);
  if (access !== 'write') return refusal('outdated', 'written with an older editor');
  return behindRefused;
}
