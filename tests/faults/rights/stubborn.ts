import { decodeReplies } from '@samspel/sync/protocol/replies';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import { newPerson, type TestPerson } from '@samspel/sync/testing/running-hub';
import { typist } from '@samspel/sync/testing/typist';
import type { QueryExecutorProvider } from 'kysely';
import { eventually } from '../../support/eventually.ts';

/** Somebody who goes on writing and listening, whatever they are told. */
export class Stubborn {
  readonly person: TestPerson;
  readonly #client: RawClient;
  readonly #name: string;
  #timer: NodeJS.Timeout | undefined;
  /** When something that others wrote last reached them; 0: never. */
  heardAt = 0;
  /** When they were told that they have no right any more, or their socket was closed. */
  toldAt = 0;

  private constructor(person: TestPerson, client: RawClient, name: string) {
    this.person = person;
    this.#client = client;
    this.#name = name;
    client.socket.on('message', (data: Buffer) => {
      for (const reply of decodeReplies(data)) {
        if (reply.type === 'batch' && reply.updates.length > 0) this.heardAt = performance.now();
        if (reply.type === 'epoch' && reply.access === 'none') this.toldAt ||= performance.now();
      }
    });
    client.socket.on('close', () => {
      this.toldAt ||= performance.now();
    });
  }

  static async enter(
    db: QueryExecutorProvider,
    port: number,
    name: string,
    person = newPerson(),
  ): Promise<Stubborn> {
    const client = new RawClient(`ws://127.0.0.1:${port}`);
    await client.greet(await issueTicket(db, person));
    const stubborn = new Stubborn(person, client, name);
    await stubborn.#writeOn();
    return stubborn;
  }

  async #writeOn(): Promise<void> {
    const handle = await this.#client.join(this.#name);
    const { type } = typist();
    await this.#client.update(handle, type('x'));
    this.#timer = setInterval(() => this.#client.push(handle, type('x')), 30);
  }

  hears(): Promise<unknown> {
    return eventually('they hear of others', () => this.heardAt > 0);
  }

  /** Whether the document opens for them once more. */
  async comesIn(): Promise<boolean> {
    return this.#client.join(this.#name).then(
      () => true,
      () => false,
    );
  }

  leave(): void {
    clearInterval(this.#timer);
    this.#client.close();
  }
}
