import type { SyncClient } from '@samspel/sync/client/sync-client';

/** How long people who write all the time are without service: from the loss of the line until something of theirs is saved again. */
export class Outages {
  readonly ms: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(clients: readonly SyncClient[]) {
    const without = new Map<SyncClient, { since: number; savedAt: number | null }>();
    this.#timer = setInterval(() => {
      for (const client of clients) {
        const { connection, savedAt } = client.state;
        const out = without.get(client);
        if (out && savedAt !== out.savedAt) {
          this.ms.push(performance.now() - out.since);
          without.delete(client);
        } else if (!out && connection !== 'online') {
          without.set(client, { since: performance.now(), savedAt });
        }
      }
    }, 20);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
