import type { ClientState } from '@samspel/sync/client/document-state';
import { openIndexedDbOutbox } from '@samspel/sync/client/indexeddb-outbox';
import { SyncClient } from '@samspel/sync/client/sync-client';
import { trpc } from '#lib/api/trpc.ts';
import { device } from '#lib/session/device.svelte.ts';

const idle: ClientState = {
  connection: 'connecting',
  unsaved: 0,
  refused: 0,
  savedAt: null,
  clockOffsetMs: 0,
};

/** The one sync client of this tab: it outlives the workspace, so that edits still on their way arrive. */
class SyncSession {
  state = $state.raw<ClientState>(idle);
  /** Until the first connection nothing has been lost, it has only not begun. */
  everOnline = $state(false);
  #client: SyncClient | null = null;
  #personId: string | null = null;
  #undo: (() => void)[] = [];

  clientOf(personId: string): SyncClient {
    if (this.#client && this.#personId === personId) return this.#client;
    void this.#end((client) => client.close());
    const client = new SyncClient({
      url: `${location.origin.replace(/^http/, 'ws')}/sync`,
      ticket: async () => (await trpc.proposal.socketTicket.mutate({})).ticket,
      snapshot: (name, signal) =>
        fetch(`/api/documents/snapshot?name=${encodeURIComponent(name)}`, { signal }),
      outbox: openIndexedDbOutbox(personId),
    });
    this.#client = client;
    this.#personId = personId;
    this.#undo = [
      client.subscribe(() => this.#learn(client.state)),
      device.onSignOut(() => this.#end((own) => own.signOut())),
    ];
    this.#learn(client.state);
    return client;
  }

  #learn(state: ClientState): void {
    this.state = { ...state };
    if (state.connection === 'online') this.everOnline = true;
    device.reportUnsent('sync', state.unsaved + state.refused);
  }

  async #end(how: (client: SyncClient) => Promise<void>): Promise<void> {
    const client = this.#client;
    if (!client) return;
    for (const undo of this.#undo) undo();
    this.#client = null;
    this.#personId = null;
    this.everOnline = false;
    this.#learn(idle);
    await how(client);
  }
}

export const syncSession = new SyncSession();
