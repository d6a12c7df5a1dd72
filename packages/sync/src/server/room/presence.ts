import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from '../../protocol/byte-reader.ts';
import type { RemoteState } from '../peers/people.ts';
import type { Person } from './room.ts';
import type { Seat } from './seat.ts';

interface State {
  /** A seat of this hub, or the number of the hub where the person sits. */
  holder: Seat | number;
  /** Empty where nobody has said who it is. */
  person: string;
  clock: number;
  /** JSON; null when the person is no longer there. */
  json: string | null;
  /** What it counts for against the person who sits here; nothing where another hub counts it. */
  bytes: number;
}

export interface PresenceMessage {
  client: number;
  clock: number;
  json: string;
}

/** Reads an awareness message without building documents or timers. @throws {Malformed} */
export function readPresence(bytes: Uint8Array): PresenceMessage[] {
  const reader = new ByteReader(bytes);
  const messages = Array.from({ length: reader.count() }, () => ({
    client: reader.uint(),
    clock: reader.uint(),
    json: reader.string(),
  }));
  if (!reader.atEnd) throw new Malformed('trailing');
  return messages;
}

export function encodePresence(
  states: Iterable<[number, Pick<State, 'clock' | 'json'>]>,
): Uint8Array {
  const list = [...states];
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, list.length);
  for (const [client, { clock, json }] of list) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    encoding.writeVarString(out, json ?? 'null');
  }
  return encoding.toUint8Array(out);
}

export interface PresenceChanges {
  states: Uint8Array;
  /** The only seat that it would tell nothing new, if there is one. */
  only: Seat | null;
  /** What of it other hubs do not know. */
  ours: RemoteState[];
}

/** Who is in a room and where. Lives in memory only; the server writes who it is. */
export class Presence {
  readonly #states = new Map<number, State>();
  readonly #changed = new Set<number>();
  /** By person who sits here: bytes of all that is shown of them. */
  readonly #bytes = new Map<string, number>();

  get changed(): boolean {
    return this.#changed.size > 0;
  }

  /** The seat here whose presence this clientID shows, if any. */
  seatOf(client: number): Seat | null {
    const holder = this.#states.get(client)?.holder;
    return typeof holder === 'object' ? holder : null;
  }

  /** Whose presence a clientID shows, on whatever hub: who is seen with it has it. */
  personOf(client: number): string | null {
    return this.#states.get(client)?.person ?? null;
  }

  /**
   * False when more would be shown of the person than `atMost` bytes: everybody who comes in gets all of it.
   * @throws {Malformed} when the state is not a JSON object or null
   */
  set(seat: Seat, { client, clock, json }: PresenceMessage, atMost: number): boolean {
    const present = this.#states.get(client);
    if (present?.holder === seat && clock <= present.clock) return true;
    const person = nameOf(seat.person);
    if (typeof present?.holder === 'number' && present.person !== person) return true;
    const shown = withUser(json, seat.person);
    const bytes = shown === null ? 0 : Buffer.byteLength(shown) + numbersBytes;
    const { id } = seat.person;
    const before = holderOf(present) === id ? present!.bytes : 0;
    if (bytes > before && (this.#bytes.get(id) ?? 0) - before + bytes > atMost) return false;
    this.#put(client, { holder: seat, person, clock, json: shown, bytes });
    return true;
  }

  /** What another hub says. A clientID stays with the person that was first seen with it. */
  setRemote(hub: number, states: readonly RemoteState[], type: 'changes' | 'everyone'): void {
    for (const { client, clock, person, json } of states) {
      const present = this.#states.get(client);
      const theirs = present === undefined || present.holder === hub;
      if (!theirs) {
        if (json === null || present.person !== person) continue;
        // Who moves from one hub to another comes with the same clock; the old one may not know yet.
        const newer = type === 'changes' && typeof present.holder === 'number';
        if (newer ? clock < present.clock : clock <= present.clock) continue;
      } else if (present && (clock < present.clock || json === present.json)) continue;
      if (json === null && !present) continue;
      this.#put(client, { holder: hub, person, clock, json, bytes: 0 });
    }
    if (type === 'everyone') this.#onlyThese(hub, new Set(states.map(({ client }) => client)));
  }

  #onlyThese(hub: number, clients: ReadonlySet<number>): void {
    for (const [client, state] of this.#states) {
      if (state.holder === hub && !clients.has(client)) this.#gone(client, state);
    }
  }

  #put(client: number, state: State): void {
    const present = this.#states.get(client);
    if (present) this.#count(present, -present.bytes);
    this.#count(state, state.bytes);
    this.#states.set(client, state);
    this.#changed.add(client);
  }

  #gone(client: number, state: State): void {
    this.#count(state, -state.bytes);
    // At the same clock: who comes back with it is seen again.
    state.json = null;
    state.bytes = 0;
    this.#changed.add(client);
  }

  #count(state: State, bytes: number): void {
    const id = holderOf(state);
    if (id === null || bytes === 0) return;
    const sum = (this.#bytes.get(id) ?? 0) + bytes;
    if (sum > 0) this.#bytes.set(id, sum);
    else this.#bytes.delete(id);
  }

  /** The seat is empty, or the hub: everyone is told, at once rather than after half a minute of silence. */
  leave(holder: Seat | number): void {
    for (const [client, state] of this.#states) {
      if (state.holder === holder) this.#gone(client, state);
    }
  }

  /** Everyone here, for a newcomer; null when nobody is. */
  everyone(): Uint8Array | null {
    return this.#states.size === 0 ? null : encodePresence(this.#states);
  }

  /** Everyone who sits at this hub. */
  ours(): RemoteState[] {
    return remote(this.#states);
  }

  /** What has changed since the last time. */
  takeChanges(): PresenceChanges {
    const changed = [...this.#changed].map((client): [number, State] => [
      client,
      this.#states.get(client)!,
    ]);
    this.#changed.clear();
    const holders = new Set(changed.map(([, state]) => state.holder));
    const [first] = holders;
    const only = holders.size === 1 && typeof first === 'object' ? first : null;
    const [states, ours] = [encodePresence(changed), remote(changed)];
    for (const [client, state] of changed) if (state.json === null) this.#states.delete(client);
    return { states, only, ours };
  }
}

/** A clientID, a clock and a length. */
const numbersBytes = 16;

const nameOf = (person: Person): string => (person.anonymous ? '' : person.id);

/** Who sits here and shows it. */
const holderOf = (state: State | undefined): string | null =>
  typeof state?.holder === 'object' ? state.holder.person.id : null;

function remote(states: Iterable<[number, State]>): RemoteState[] {
  return [...states]
    .filter(([, { holder }]) => typeof holder === 'object')
    .map(([client, { clock, person, json }]) => ({ client, clock, person, json }));
}

/** A client cannot carry another's name: `user` is what the session says. */
function withUser(json: string, person: Person): string | null {
  let state: unknown;
  try {
    state = JSON.parse(json);
  } catch {
    throw new Malformed('presence');
  }
  if (state === null) return null;
  if (typeof state !== 'object' || Array.isArray(state)) throw new Malformed('presence');
  if (person.anonymous) return json;
  const { id, name, initials, colour } = person;
  // `color` as well: editors' cursor extensions read that name.
  return JSON.stringify({ ...state, user: { id, name, initials, colour, color: colour } });
}
