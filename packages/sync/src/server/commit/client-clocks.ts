/** One clientID of a document: whose it is, and how far it has come. */
interface ClientClock {
  /** Null: it has written (in an engine alone), and nobody is bound to it. */
  owner: string | null;
  /** All below is in the log. */
  committed: number;
  /** All below is in the log or waits for its commit. */
  expected: number;
}

/**
 * Everything the hub knows about a document's content. A clientID belongs to the person who came
 * first: Yjs itself takes whatever a stranger writes in its name and then ignores the owner.
 */
export class ClientClocks {
  readonly #clients = new Map<number, ClientClock>();
  /** A document may have very many clientIDs; what is asked about one person costs only theirs. */
  readonly #owned = new Map<string, Set<ClientClock>>();

  get size(): number {
    return this.#clients.size;
  }

  ownerOf(client: number): string | null {
    return this.#clients.get(client)?.owner ?? null;
  }

  committed(client: number): number {
    return this.#clients.get(client)?.committed ?? 0;
  }

  /** What a person's update may build on: all that is in the log, and their own that waits. */
  knownTo(personId: string, client: number): number {
    const clock = this.#clients.get(client);
    if (!clock) return 0;
    return clock.owner === personId ? clock.expected : clock.committed;
  }

  /** What is in the log. */
  vector(): Map<number, number> {
    return new Map([...this.#clients].map(([client, clock]) => [client, clock.committed]));
  }

  bind(client: number, owner: string): void {
    let clock = this.#clients.get(client);
    if (!clock) {
      clock = { owner: null, committed: 0, expected: 0 };
      this.#clients.set(client, clock);
    }
    if (clock.owner !== null) this.#disown(clock.owner, clock);
    clock.owner = owner;
    const owned = this.#owned.get(owner);
    if (owned) owned.add(clock);
    else this.#owned.set(owner, new Set([clock]));
  }

  #disown(owner: string, clock: ClientClock): void {
    const owned = this.#owned.get(owner);
    owned?.delete(clock);
    if (owned?.size === 0) this.#owned.delete(owner);
  }

  countOf(owner: string): number {
    return this.#owned.get(owner)?.size ?? 0;
  }

  expect(client: number, end: number): void {
    const clock = this.#clients.get(client);
    if (clock && clock.expected < end) clock.expected = end;
  }

  /** It is in the log, whoever wrote it there. */
  commit(client: number, end: number): void {
    const clock = this.#clients.get(client);
    if (!clock) {
      this.#clients.set(client, { owner: null, committed: end, expected: end });
      return;
    }
    if (clock.committed < end) clock.committed = end;
    if (clock.expected < end) clock.expected = end;
  }

  /** What waited of this person is not going to be committed. */
  forgetExpected(owner: string): void {
    for (const clock of this.#owned.get(owner) ?? []) clock.expected = clock.committed;
  }
}
