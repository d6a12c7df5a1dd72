import { setTimeout as wait } from 'node:timers/promises';
import { Malformed } from '../../protocol/byte-reader.ts';
import type { Limits } from '../../protocol/limits.ts';
import { type Shapes, understoodOf } from '../../protocol/shapes.ts';
import { ensureDocument, type FoundDocument, findDocument, openKind } from '../../store/lookups.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { Builder } from '../building/builder.ts';
import type { Intake } from '../commit/intake.ts';
import { type DatabaseGate, Stopped } from '../database-gate.ts';
import type { HubLog } from '../hub-log.ts';
import type { RemoteState } from '../peers/people.ts';
import type { SecurityTrace } from '../security-trace.ts';
import { CatchUp } from './catch-up.ts';
import type { Delivery } from './delivery.ts';
import { readPresence } from './presence.ts';
import type { RightsWatch } from './rights-watch.ts';
import { type Person, Room, type RoomKind } from './room.ts';
import { Seat, type SeatVoice } from './seat.ts';

export interface SeatingNeeds {
  reads: SqlPool;
  builder: Builder;
  limits: Limits;
  gate: DatabaseGate;
  delivery: Delivery;
  intake: Intake;
  rights: RightsWatch;
  log: HubLog;
  trace: SecurityTrace;
  open: boolean;
  opened(room: Room): void;
  /** Presence here has changed: other hubs may want to know. */
  showed(room: Room, states: RemoteState[]): void;
  /** Undefined: no such kind. */
  kindOf(kind: string): RoomKind | undefined;
}

export interface SeatRequest {
  name: string;
  since: number;
  incarnation: string;
  clientIds: number[];
  /** Null where the protocol has no word for them: then as new an editor as this hub. */
  shapes: Shapes | null;
}

const fencedPauseMs = 250;

/** Rooms and who sits in them. */
export class Seating {
  readonly #needs: SeatingNeeds;
  readonly #catchingUp: CatchUp;
  readonly rooms = new Map<number, Room>();
  /** Rooms whose presence has changed, by the time they may be told again. */
  readonly #told = new WeakMap<Room, number>();
  readonly #telling = new Set<Room>();
  #nextHandle = 1;

  constructor(needs: SeatingNeeds) {
    this.#needs = needs;
    this.#catchingUp = new CatchUp(needs);
  }

  /** Null when the document does not exist or the person may not read it: the same answer for both. */
  async open(person: Person, voice: SeatVoice, request: SeatRequest): Promise<Seat | null> {
    const seat = await this.#sit(person, voice, request);
    if (!seat) {
      const concerned = { person: person.id, documentName: request.name };
      this.#needs.trace.refused('document', 'absent', concerned);
    }
    return seat;
  }

  async #sit(person: Person, voice: SeatVoice, request: SeatRequest): Promise<Seat | null> {
    const found = await this.#find(request.name, person);
    if (!found) return null;
    const kind = this.#needs.kindOf(found.kind);
    if (!kind) return null;
    const room = this.#roomOf(found, kind);
    const usable = request.incarnation === room.incarnation && request.since <= found.head;
    const seat = new Seat(room, person, voice, {
      granted: found.mode,
      understood: request.shapes ? understoodOf(request.shapes, found.kind) : kind.shapeVersion,
      epoch: found.epoch,
      since: usable ? request.since : 0,
      snapSeq: found.snapSeq,
    });
    room.seats.add(seat);
    for (const client of request.clientIds) this.#reserve(seat, client);
    if (found.head > room.delivered) {
      await this.#needs.gate.untilDone(() => this.#needs.delivery.pull(room));
    }
    // Someone changed the rights while we looked.
    if (found.epoch !== room.epoch) await this.#needs.rights.refresh(room);
    if (seat.access !== 'none') return seat;
    this.leave(seat);
    return null;
  }

  async #find(name: string, person: Person): Promise<FoundDocument | null> {
    const { reads, gate, open, limits } = this.#needs;
    if (name.length === 0 || Buffer.byteLength(name) > limits.nameBytes || name.includes('\0')) {
      return null;
    }
    return gate.untilDone(async () => {
      let found = await findDocument(reads, name, person.id);
      if (!found && open) {
        await ensureDocument(reads, name);
        found = await findDocument(reads, name, person.id);
      }
      if (!found) return null;
      // The engine alone may stand on a product's database: what is not its own has owners.
      if (open) return found.kind === openKind ? { ...found, mode: 'write' } : null;
      return found.mode === 'none' ? null : found;
    });
  }

  #roomOf(found: FoundDocument, kind: RoomKind): Room {
    const present = this.rooms.get(found.id);
    if (present) return present;
    const room = new Room(this.#nextHandle++, found, kind, this.#needs.trace);
    this.rooms.set(found.id, room);
    this.#needs.opened(room);
    return room;
  }

  #reserve(seat: Seat, client: number): void {
    const { reserved } = seat.room;
    const holder = reserved.get(client);
    if (holder && holder.person.id !== seat.person.id) return;
    reserved.set(client, seat);
    seat.clientIds.add(client);
  }

  /** After the seat was told where it stands: brings it up to the present, and from then on live. */
  start(seat: Seat): void {
    void this.#bringUp(seat);
  }

  /** What cannot be read is not taken for the end: the seat waits, and is never told that it has all. */
  async #bringUp(seat: Seat): Promise<void> {
    for (let pauseMs = 250; !seat.closed; pauseMs = Math.min(pauseMs * 2, 15_000)) {
      try {
        await this.#catchUp(seat);
        return;
      } catch (error) {
        if (error instanceof Stopped) return;
        this.#needs.log.warn({ err: error, document: seat.room.id }, 'catching up is tried again');
        await wait(pauseMs, undefined, { ref: false });
      }
    }
  }

  async #catchUp(seat: Seat): Promise<void> {
    const { room } = seat;
    await this.#catchingUp.run(seat);
    if (seat.closed) return;
    seat.live = true;
    seat.voice.synced(seat.sentSeq);
    const everyone = room.presence.everyone();
    if (everyone) seat.voice.presence(everyone);
  }

  /** Resolves when it is known who may read: before what is there is told to one who asks. */
  stillAllowed(): Promise<void> {
    return this.#catchingUp.stillAllowed();
  }

  update(seat: Seat, message: number, data: Uint8Array): void {
    this.#needs.intake.receive(seat, message, data);
  }

  /** What it is not, if it is not what presence may be: what is wrong of it is then dropped. */
  presence(seat: Seat, states: Uint8Array): 'invalid' | 'too_large' | null {
    const refused = this.#show(seat, states);
    if (refused) this.#needs.trace.refused('presence', refused, seat.concerned);
    return refused;
  }

  #show(seat: Seat, states: Uint8Array): 'invalid' | 'too_large' | null {
    const { awarenessBytes } = this.#needs.limits;
    if (states.length > awarenessBytes) return 'too_large';
    const { room } = seat;
    let fits = true;
    try {
      for (const message of readPresence(states)) {
        if (!seat.clientIds.has(message.client)) continue;
        fits = room.presence.set(seat, message, awarenessBytes) && fits;
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return 'invalid';
    }
    this.presenceChanged(room);
    return fits ? null : 'too_large';
  }

  /** Everyone in the room is told at once, but not more often than the limit allows. */
  presenceChanged(room: Room): void {
    if (!room.presence.changed || this.#telling.has(room)) return;
    this.#telling.add(room);
    const since = performance.now() - (this.#told.get(room) ?? Number.NEGATIVE_INFINITY);
    const pause = this.#needs.limits.awarenessIntervalMs - since;
    const tell = () => {
      // Who would be told may have lost the right to it.
      if (this.#needs.rights.fenced && room.seats.size > 0) {
        setTimeout(tell, fencedPauseMs).unref();
        return;
      }
      this.#telling.delete(room);
      this.#told.set(room, performance.now());
      const { states, only, ours } = room.presence.takeChanges();
      this.#needs.showed(room, ours);
      for (const seat of room.seats) if (seat.live && seat !== only) seat.voice.presence(states);
    };
    if (pause <= 0) setImmediate(tell);
    else setTimeout(tell, pause);
  }

  leave(seat: Seat): void {
    if (seat.closed) return;
    seat.closed = true;
    const { room } = seat;
    room.seats.delete(seat);
    for (const client of seat.clientIds) {
      if (room.reserved.get(client) === seat) room.reserved.delete(client);
    }
    room.presence.leave(seat);
    this.presenceChanged(room);
    if (room.seats.size === 0) room.emptySince = performance.now();
  }

  /** Forgets rooms that nobody has used for a while; all that matters is in the log. */
  sweep(now: number): void {
    for (const room of this.rooms.values()) {
      const idle =
        room.seats.size === 0 &&
        room.state === 'open' &&
        room.queue.length === 0 &&
        room.loadingClocks === null &&
        room.pulling === null;
      if (idle && now - room.emptySince > this.#needs.limits.idleRoomMs) this.rooms.delete(room.id);
    }
  }
}
