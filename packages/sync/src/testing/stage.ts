import { afterAll, afterEach } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { OpenDocument } from '../client/document-state.ts';
import type { SyncClient, SyncClientOptions } from '../client/sync-client.ts';
import { readUpdates } from '../store/documents.ts';
import { issueTicket } from '../store/tickets.ts';
import { RawClient } from './raw-client.ts';
import {
  newClient,
  type RunningHub,
  type RunOptions,
  runHub,
  type TestPerson,
} from './running-hub.ts';

export interface Stage {
  database: Awaited<ReturnType<typeof testDatabase>>;
  /** Replaced by tests that end it. */
  hub: RunningHub;
  /** Closed after the test. */
  connect(person: TestPerson, options?: Partial<SyncClientOptions>): SyncClient;
  /** Those that `connect` has made in this test. */
  clients: SyncClient[];
  /** Another hub over the same database. */
  start(run?: Partial<RunOptions>): Promise<RunningHub>;
  /** A client that says whatever a test wants; closed after the test. */
  enter(person: TestPerson, at?: RunningHub): Promise<RawClient>;
  raw: RawClient[];
  /** The text as the log has it, where nothing may be pending. */
  stored(name: string): Promise<string>;
}

/** A database, a hub, and clients that end with their test. */
export async function openStage(): Promise<Stage> {
  const database = await testDatabase();
  const clients: SyncClient[] = [];
  const raw: RawClient[] = [];
  const hubs: RunningHub[] = [];
  const stage: Stage = {
    database,
    clients,
    raw,
    hub: await runHub({ url: database.url }),
    connect(person, options = {}) {
      const client = newClient(database.app, stage.hub.url, person, options);
      clients.push(client);
      return client;
    },
    async start(run = {}) {
      const running = await runHub({ url: database.url, ...run });
      hubs.push(running);
      return running;
    },
    async enter(person, at = stage.hub) {
      const client = new RawClient(at.url);
      raw.push(client);
      return client.greet(await issueTicket(database.app, person));
    },
    async stored(name) {
      const doc = new Y.Doc();
      for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
        Y.applyUpdate(doc, update);
      }
      if (doc.store.pendingStructs) throw new Error('the log has a gap');
      return textOf(doc);
    },
  };
  afterEach(async () => {
    for (const client of raw.splice(0)) client.close();
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => Promise.all([stage.hub, ...hubs].map((each) => each.stop('at once'))));
  return stage;
}

export const textOf = (doc: Y.Doc) => doc.getText('text').toString();

/** At the end of the text. */
export const type = (opened: OpenDocument, text: string) => {
  opened.doc.getText('text').insert(opened.doc.getText('text').length, text);
};

export const saved = (opened: OpenDocument) =>
  eventually('saved', () => opened.state.unsaved === 0 && opened.state.lastSavedAt !== null);

export const synced = (opened: OpenDocument) => eventually('synced', () => opened.state.synced);
