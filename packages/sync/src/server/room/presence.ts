import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from '../../protocol/byte-reader.ts';
import type { Person } from './room.ts';
import type { Seat } from './seat.ts';

interface State {
  seat: Seat;
  clock: number;
  /** JSON; null when the person is no longer there. */
  json: string | null;
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

function encodePresence(states: Iterable<[number, State]>): Uint8Array {
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

/** Who is in a room and where. Lives in memory only; the server writes who it is. */
export class Presence {
  readonly #states = new Map<number, State>();
  readonly #changed = new Set<number>();

  get changed(): boolean {
    return this.#changed.size > 0;
  }

  /** The seat whose presence this clientID shows, if any. */
  seatOf(client: number): Seat | null {
    return this.#states.get(client)?.seat ?? null;
  }

  /** @throws {Malformed} when the state is not a JSON object or null */
  set(seat: Seat, { client, clock, json }: PresenceMessage): void {
    const present = this.#states.get(client);
    if (present && present.seat === seat && clock <= present.clock) return;
    this.#states.set(client, { seat, clock, json: withUser(json, seat.person) });
    this.#changed.add(client);
  }

  /** The seat is empty: everyone is told, at once rather than after half a minute of silence. */
  leave(seat: Seat): void {
    for (const [client, state] of this.#states) {
      if (state.seat !== seat) continue;
      // At the same clock: who comes back with it is seen again.
      state.json = null;
      this.#changed.add(client);
    }
  }

  /** Everyone here, for a newcomer; null when nobody is. */
  everyone(): Uint8Array | null {
    return this.#states.size === 0 ? null : encodePresence(this.#states);
  }

  /** What has changed since the last time, and the only seat it would tell nothing new, if there is one. */
  takeChanges(): { states: Uint8Array; only: Seat | null } {
    const changed = [...this.#changed].map((client): [number, State] => [
      client,
      this.#states.get(client)!,
    ]);
    this.#changed.clear();
    const seats = new Set(changed.map(([, state]) => state.seat));
    const states = encodePresence(changed);
    for (const [client, state] of changed) if (state.json === null) this.#states.delete(client);
    return { states, only: seats.size === 1 ? [...seats][0]! : null };
  }
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
