import { randomInt } from 'node:crypto';
import type { Bus } from '@samspel/platform/bus/bus';
import { Malformed } from '../../protocol/byte-reader.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { HubLog } from '../hub-log.ts';
import type { Delivery } from '../room/delivery.ts';
import type { LogEntry, Room } from '../room/room.ts';
import { Beats } from './beats.ts';
import { decodePeople, encodePeople, type PeopleMessage, type RemoteState } from './people.ts';
import { peopleTopic, Shards, shardOf, tailTopic } from './shards.ts';
import { decodeTails, encodeTails, inlineTailBytes, type Tail } from './tails.ts';

export interface OtherHubsNeeds {
  bus: Bus;
  limits: Limits;
  delivery: Delivery;
  log: HubLog;
  rooms(): Iterable<Room>;
  roomById(id: number): Room | undefined;
  presenceChanged(room: Room): void;
  /** Hints may have been missed: the log says what. */
  missed(): void;
  /** A message of another hub arrived so long after its commit, database time, ms. */
  heard(committedAt: number): void;
}

/**
 * Hubs over one database tell each other what they have committed and who is where. All of it is a
 * hint: what is lost, doubled or late is found by its numbers and read from the log.
 */
export class OtherHubs {
  readonly #needs: OtherHubsNeeds;
  readonly #hub = randomInt(1, 2 ** 47);
  readonly #beats: Beats;
  readonly #shards: Shards;
  readonly #stopHearing: () => void;
  /** Heads of documents that were not open when they were told, of this beat and the one before. */
  #told = new Map<number, number>();
  #toldBefore = new Map<number, number>();
  #beatsSinceRefresh = 0;

  constructor(needs: OtherHubsNeeds) {
    this.#needs = needs;
    const { bus, limits } = needs;
    this.#shards = new Shards({
      bus,
      tails: (bytes) => this.#read(() => this.#hearTails(bytes)),
      people: (bytes) => this.#read(() => this.#hearPeople(decodePeople(bytes))),
      listening: (docId, late) => this.#listening(docId, late),
    });
    this.#stopHearing = bus.onReconnect(() => {
      needs.missed();
      this.#askForAll();
    });
    this.#beats = new Beats({
      bus,
      limits,
      hub: this.#hub,
      came: () => this.#askForAll(),
      left: (hub) => this.#onLeft(hub),
    });
  }

  /** Whether what others say is expected to come through; else the log is looked at more often. */
  get hears(): boolean {
    return this.#beats.hears;
  }

  get count(): number {
    return this.#beats.others;
  }

  /** Whether what is missing here may be on its way. */
  get sends(): boolean {
    return this.#beats.hears && !this.#beats.alone;
  }

  opened(room: Room): void {
    this.#shards.watch(room.id);
  }

  forgotten(room: Room): void {
    this.#shards.forget(room.id);
  }

  /** Once per `hubBeatMs`. */
  beat(): void {
    this.#beats.beat();
    this.#toldBefore = this.#told;
    this.#told = new Map();
    this.#beatsSinceRefresh += 1;
    if (this.#beatsSinceRefresh * this.#needs.limits.hubBeatMs < this.#needs.limits.peopleMs)
      return;
    this.#beatsSinceRefresh = 0;
    for (const room of this.#needs.rooms()) if (room.seats.size > 0) this.#sayEveryone(room);
  }

  /** After the commit: one message for all documents of a topic. */
  tell(entries: ReadonlyMap<Room, readonly LogEntry[]>, at: number): void {
    if (this.#beats.alone) return;
    const byShard = new Map<number, Tail[]>();
    for (const [{ id }, list] of entries) {
      const shard = shardOf(id);
      const tails = byShard.get(shard);
      if (tails) tails.push(tailOf(id, list));
      else byShard.set(shard, [tailOf(id, list)]);
    }
    for (const [shard, tails] of byShard) {
      const bytes = encodeTails({ hub: this.#hub, at, tails });
      void this.#needs.bus.publishBytes(tailTopic(shard), bytes);
    }
  }

  /** Who has come, moved or gone here. */
  show(room: Room, states: RemoteState[]): void {
    if (states.length === 0 || this.#beats.alone) return;
    this.#say({ type: 'changes', hub: this.#hub, docId: room.id, states }, room.id);
  }

  #say(message: PeopleMessage, docId: number): void {
    void this.#needs.bus.publishBytes(peopleTopic(shardOf(docId)), encodePeople(message));
  }

  #sayEveryone(room: Room): void {
    if (this.#beats.alone) return;
    const states = room.presence.ours();
    this.#say({ type: 'everyone', hub: this.#hub, docId: room.id, states }, room.id);
  }

  #read(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#needs.log.warn({ reason: error.reason }, "another hub's message was not understood");
      this.#needs.missed();
    }
  }

  #hearTails(bytes: Uint8Array): void {
    const { hub, at, tails } = decodeTails(bytes);
    if (hub === this.#hub) return;
    this.#needs.heard(at);
    for (const { docId, from, to, updates } of tails) {
      const room = this.#needs.roomById(docId);
      if (!room) this.#told.set(docId, to);
      if (!room || to <= room.delivered) continue;
      if (updates === null) this.#needs.delivery.pullSoon(room);
      else {
        const entries = updates.map((data, i) => ({ seq: from + 1 + i, data, seat: null }));
        this.#needs.delivery.arrived(room, entries);
      }
    }
  }

  #hearPeople(message: PeopleMessage): void {
    if (message.hub === this.#hub) return;
    if (message.type === 'ask') {
      for (const id of message.docIds) {
        const room = this.#needs.roomById(id);
        if (room && room.seats.size > 0) this.#sayEveryone(room);
      }
      return;
    }
    const room = this.#needs.roomById(message.docId);
    if (!room) return;
    room.presence.setRemote(message.hub, message.states, message.type);
    this.#needs.presenceChanged(room);
  }

  /** What was said between the look into the database and now is made up for. */
  #listening(docId: number, late: boolean): void {
    const room = this.#needs.roomById(docId);
    if (!room || this.#beats.alone) return;
    this.#say({ type: 'ask', hub: this.#hub, docIds: [docId] }, docId);
    const told = this.#told.get(docId) ?? this.#toldBefore.get(docId) ?? 0;
    if (late) this.#needs.delivery.pullSoon(room);
    else this.#needs.delivery.expect(room, told);
  }

  #askForAll(): void {
    const byShard = new Map<number, number[]>();
    for (const { id } of this.#needs.rooms()) {
      const shard = shardOf(id);
      byShard.set(shard, [...(byShard.get(shard) ?? []), id]);
    }
    for (const docIds of byShard.values()) {
      this.#say({ type: 'ask', hub: this.#hub, docIds }, docIds[0]!);
    }
  }

  #onLeft(hub: number): void {
    for (const room of this.#needs.rooms()) {
      room.presence.leave(hub);
      this.#needs.presenceChanged(room);
    }
  }

  /** Resolves when the others have been told that this hub leaves. */
  async stop(): Promise<void> {
    this.#stopHearing();
    this.#shards.stop();
    await this.#beats.stop();
  }
}

function tailOf(docId: number, entries: readonly LogEntry[]): Tail {
  const [from, to] = [entries[0]!.seq - 1, entries.at(-1)!.seq];
  let bytes = 0;
  for (const { data } of entries) bytes += data.length;
  const updates = bytes <= inlineTailBytes ? entries.map(({ data }) => data) : null;
  return { docId, from, to, updates };
}
