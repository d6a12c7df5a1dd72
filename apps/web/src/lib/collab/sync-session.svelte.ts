import { documentShapes } from '@samspel/documents/kinds';
import { parseDocumentName } from '@samspel/documents/names';
import type { ClientState, RefusedDocument } from '@samspel/sync/client/document-state';
import { openIndexedDbOutbox } from '@samspel/sync/client/indexeddb-outbox';
import { SyncClient } from '@samspel/sync/client/sync-client';
import { problemOf } from '#lib/api/problem.ts';
import { trpc } from '#lib/api/trpc.ts';
import { device } from '#lib/session/device.svelte.ts';

const idle: ClientState = {
  connection: 'connecting',
  unsaved: 0,
  heldBack: 0,
  refused: 0,
  savedAt: null,
  clockOffsetMs: 0,
};

function snapshotPath(name: string): string {
  const kind = parseDocumentName(name)?.kind;
  const shape = String(kind ? documentShapes[kind] : 1);
  return `/api/documents/snapshot?${new URLSearchParams({ name, shape })}`;
}

/** Whether the browser's session is still that of the person who writes in this tab. */
export type Standing = 'own' | 'ended' | 'another';

/** The one sync client of this tab: it outlives the workspace, so that edits still on their way arrive. */
class SyncSession {
  state = $state.raw<ClientState>(idle);
  /** Until the first connection nothing has been lost, it has only not begun. */
  everOnline = $state(false);
  /** Another tab may have signed out, and somebody else in: then no network brings the edits through. */
  standing = $state<Standing>('own');
  /** Documents with refused edits, of any application; replaced when something of that has changed. */
  refused = $state.raw<readonly RefusedDocument[]>([]);
  #client: SyncClient | null = null;
  #personId: string | null = null;
  #told = '';
  #undo: (() => void)[] = [];

  clientOf(personId: string): SyncClient {
    if (this.#client && this.#personId === personId) return this.#client;
    void this.#end((client) => client.close());
    const ending = new AbortController();
    const client = new SyncClient({
      url: `${location.origin.replace(/^http/, 'ws')}/sync`,
      ticket: () => this.#ticketFor(personId, ending.signal),
      snapshot: (name, signal) => fetch(snapshotPath(name), { signal }),
      shapes: documentShapes,
      outbox: openIndexedDbOutbox(personId),
    });
    this.#client = client;
    this.#personId = personId;
    this.#undo = [
      // Asked while one signs out, it would be answered to nobody.
      () => ending.abort(),
      client.subscribe(() => this.#learn(client)),
      device.onSignOut(() => this.#end((own) => own.signOut())),
    ];
    this.#learn(client);
    return client;
  }

  /** A ticket of somebody else's would have them sign what this person wrote. */
  async #ticketFor(personId: string, signal: AbortSignal): Promise<string> {
    try {
      const issued = await trpc.proposal.socketTicket.mutate({}, { signal });
      this.standing = issued.personId === personId ? 'own' : 'another';
      if (this.standing === 'own') return issued.ticket;
    } catch (error) {
      if (problemOf(error).code === 'unauthenticated') this.standing = 'ended';
      throw error;
    }
    throw new Error('the session is another person’s');
  }

  #learn(client: SyncClient | null): void {
    const state = client?.state ?? idle;
    this.state = { ...state };
    // To read them takes as long as their documents are: not at each keystroke of somebody else.
    const refused = client?.refused() ?? [];
    const told = toldOf(refused);
    if (told !== this.#told) this.refused = refused;
    this.#told = told;
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
    this.standing = 'own';
    this.#learn(null);
    await how(client);
  }
}

const toldOf = (documents: readonly RefusedDocument[]): string =>
  JSON.stringify(
    documents.map(({ name, state: { refused, unsaved, synced, kept, access, frozen } }) => [
      ...[name, refused, unsaved, synced, kept, access, frozen],
    ]),
  );

export const syncSession = new SyncSession();
