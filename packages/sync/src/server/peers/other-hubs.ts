import { randomInt } from 'node:crypto';
import type { Bus, Subscription } from '@samspel/platform/bus/bus';
import { Malformed } from '../../protocol/byte-reader.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { HubLog } from '../hub-log.ts';
import type { Delivery } from '../room/delivery.ts';
import type { LogEntry, Room } from '../room/room.ts';
import { Beats } from './beats.ts';
import { HeldTails } from './held-tails.ts';
import { decodePeople, encodePeople, type PeopleMessage, type RemoteState } from './people.ts';
import { decodeTails, encodeTails, type Tail } from './tails.ts';

// One message for all documents of a commit: who has none of them open passes over their numbers, which
// costs less than a message for each would. A topic for each hub, so that none hears itself.
const tailTopic = (hub: number) => `sync:tail:${hub}`;
const peopleTopic = (hub: number) => `sync:people:${hub}`;

export interface OtherHubsNeeds {
  bus: Bus;
  limits: Limits;
  delivery: Delivery;
  log: HubLog;
  rooms(): Iterable<Room>;
  roomById(id: number): Room | undefined;
  presenceChanged(room: Room): void;
  /** Whether this hub is about to write to its sockets what it has committed. */
  writesSoon(): boolean;
  /** Whether it is too long ago that this hub knew who may read. */
  fenced(): boolean;
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
  readonly #tails: HeldTails;
  readonly #stopHearing: () => void;
  readonly #heard = new Map<number, Subscription[]>();
  /** Heads of documents that were not open when they were told, of this beat and the one before. */
  #told = new Map<number, number>();
  #toldBefore = new Map<number, number>();
  #beatsSinceRefresh = 0;

  constructor(needs: OtherHubsNeeds) {
    this.#needs = needs;
    const { bus, limits } = needs;
    this.#tails = new HeldTails((tail) => this.#pass(tail), limits.commitIntervalAtMostMs);
    this.#stopHearing = bus.onReconnect(() => this.#catchUp());
    this.#beats = new Beats({
      bus,
      limits,
      hub: this.#hub,
      came: (hub) => this.#hear(hub),
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

  /** What was said between the look into the database and now is made up for. */
  opened({ id }: Room): void {
    if (this.#beats.alone) return;
    this.#say({ type: 'ask', hub: this.#hub, docIds: [id] });
    const room = this.#needs.roomById(id);
    const told = this.#told.get(id) ?? this.#toldBefore.get(id) ?? 0;
    if (room) this.#needs.delivery.expect(room, told);
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
    this.#sayAll();
  }

  /** After the commit. */
  tell(entries: ReadonlyMap<Room, readonly LogEntry[]>, at: number): void {
    this.#tails.release();
    if (this.#beats.alone) return;
    const tails = Array.from(entries, ([{ id }, list]) => tailOf(id, list));
    void this.#needs.bus.publishBytes(
      tailTopic(this.#hub),
      encodeTails({ hub: this.#hub, at, tails }, this.#needs.limits),
    );
  }

  /** Who has come, moved or gone here. */
  show(room: Room, states: RemoteState[]): void {
    if (states.length === 0 || this.#beats.alone) return;
    this.#say({ type: 'changes', hub: this.#hub, docId: room.id, states });
  }

  #say(message: PeopleMessage): void {
    void this.#needs.bus.publishBytes(peopleTopic(this.#hub), encodePeople(message));
  }

  #sayAll(): void {
    for (const room of this.#needs.rooms()) if (room.seats.size > 0) this.#sayEveryone(room);
  }

  #sayEveryone(room: Room): void {
    if (this.#beats.alone) return;
    const states = room.presence.ours();
    this.#say({ type: 'everyone', hub: this.#hub, docId: room.id, states });
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
    const { at, tails } = decodeTails(bytes);
    this.#needs.heard(at);
    this.#tails.hold(tails);
    if (!this.#needs.writesSoon()) this.#tails.release();
  }

  #pass({ docId, from, to, updates }: Tail): void {
    const room = this.#needs.roomById(docId);
    if (!room) this.#told.set(docId, to);
    // Behind the fence nothing is passed on; the look that opens it says how far the log goes.
    if (!room || to <= room.delivered || this.#needs.fenced()) return;
    if (updates === null) {
      this.#needs.delivery.pullSoon(room);
      return;
    }
    const entries = updates.map((data, i) => ({ seq: from + 1 + i, data, seat: null }));
    this.#needs.delivery.arrived(room, entries);
  }

  #hearPeople(message: PeopleMessage): void {
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

  #askForAll(): void {
    const docIds = Array.from(this.#needs.rooms(), ({ id }) => id);
    if (docIds.length > 0) this.#say({ type: 'ask', hub: this.#hub, docIds });
  }

  #hear(hub: number): void {
    const { bus } = this.#needs;
    const subscriptions = [
      bus.subscribeBytes(tailTopic(hub), (bytes) => this.#read(() => this.#hearTails(bytes))),
      bus.subscribeBytes(peopleTopic(hub), (bytes) =>
        this.#read(() => this.#hearPeople(decodePeople(bytes))),
      ),
    ];
    this.#heard.set(hub, subscriptions);
    void Promise.all(subscriptions.map(({ ready }) => ready)).then(() => this.#catchUp());
  }

  /** Something may have been said that nobody here heard. */
  #catchUp(): void {
    this.#needs.missed();
    this.#askForAll();
    this.#sayAll();
  }

  #deafen(hub: number): void {
    for (const stop of this.#heard.get(hub) ?? []) stop();
    this.#heard.delete(hub);
  }

  #onLeft(hub: number): void {
    this.#deafen(hub);
    for (const room of this.#needs.rooms()) {
      room.presence.leave(hub);
      this.#needs.presenceChanged(room);
    }
  }

  /** Resolves when the others have been told that this hub leaves. */
  async stop(): Promise<void> {
    this.#stopHearing();
    this.#tails.release();
    for (const hub of [...this.#heard.keys()]) this.#deafen(hub);
    await this.#beats.stop();
  }
}

function tailOf(docId: number, entries: readonly LogEntry[]): Tail {
  const [from, to] = [entries[0]!.seq - 1, entries.at(-1)!.seq];
  return { docId, from, to, updates: entries.map(({ data }) => data) };
}
