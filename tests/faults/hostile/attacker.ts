import { encodeRequest } from '@samspel/sync/protocol/requests';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import { recordedSession } from '@samspel/sync/testing/recorded-session';
import { newPerson, type TestPerson } from '@samspel/sync/testing/running-hub';
import { type SeededRandom, seededRandom } from '@samspel/sync/testing/seeded-random';
import type { QueryExecutorProvider } from 'kysely';
import { eventually } from '../../support/eventually.ts';
import { mutated } from './mutations.ts';

/** What somebody says over a socket, some of it as it should be, most of it not quite. */
export class Attacker {
  readonly person: TestPerson = newPerson();
  readonly #random: SeededRandom;
  readonly #updates: Uint8Array[];
  #nonce = 0;
  #message = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#updates = recordedSession(seed, 40).updates;
  }

  #update(handle: number): Uint8Array {
    const random = this.#random;
    this.#message += 1;
    const update = random.chance(0.1)
      ? (this.#updates[this.#message % this.#updates.length] as Uint8Array)
      : mutated(this.#updates, random);
    return encodeRequest({ type: 'update', handle, message: this.#message, update });
  }

  /** Anything that has a place in the protocol, or had one before it was changed. */
  #anything(handle: number, name: string): Uint8Array {
    const random = this.#random;
    const states = mutated(this.#updates, random);
    const since = random.int(1000);
    const clientIds = [random.int(2 ** 32)];
    const frames = [
      this.#update(handle),
      encodeRequest({ type: 'awareness', handle, states }),
      encodeRequest({ type: 'subscribe', request: 9, name, since, incarnation: 'x', clientIds }),
      encodeRequest({ type: 'unsubscribe', handle: random.int(100) }),
      encodeRequest({ type: 'ping', nonce: random.int(2 ** 40) }),
    ];
    return random.chance(0.3) ? random.pick(frames) : mutated(frames, random);
  }

  /** One connection; how much it has sent, and how the hub has ended it, if it has. */
  async attack(db: QueryExecutorProvider, port: number, name: string, most: number) {
    const client = new RawClient(`ws://127.0.0.1:${port}`);
    await client.greet(await issueTicket(db, this.person));
    const handle = await client.join(name);
    let sent = 0;
    while (sent < most && client.closeCode === null) {
      // What may end the socket comes last: behind it nothing would be looked at.
      for (let n = 0; n < 4; n += 1) client.sayBytes(this.#update(handle));
      client.sayBytes(this.#anything(handle, name));
      sent += 5;
      await this.#served(client);
    }
    const { closeCode } = client;
    client.close();
    return { sent, closeCode };
  }

  /** Frames of a socket are served in their order, or it is closed. */
  async #served(client: RawClient): Promise<void> {
    this.#nonce += 1;
    const nonce = 2 ** 41 + this.#nonce;
    client.say({ type: 'ping', nonce });
    const answered = () => client.replies.some((r) => r.type === 'pong' && r.nonce === nonce);
    const ended = () => client.closeCode !== null;
    await eventually('an answer', () => answered() || ended(), { withinMs: 60_000, everyMs: 2 });
    client.replies.length = 0;
  }
}
