import { expect } from 'vitest';
import * as Y from 'yjs';
import type { TestDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { OpenDocument } from '../client/document-state.ts';
import type { SyncClient, SyncClientOptions } from '../client/sync-client.ts';
import { readUpdates } from '../store/documents.ts';
import { randomPlainEdit } from './random-edits.ts';
import { newClient, newDocuments, newPerson } from './running-hub.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Peer {
  client: SyncClient;
  documents: OpenDocument[];
}

/** A document as the log has it, where nothing may be missing. */
export async function storedDocument({ app }: TestDatabase, name: string): Promise<Y.Doc> {
  const doc = new Y.Doc();
  for (const update of (await readUpdates(app, [name])).get(name)!.updates) {
    Y.applyUpdate(doc, update);
  }
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  return doc;
}

/** As a fresh reader encodes it: a document that was written in pieces holds the same in other pieces. */
export function bytesOf(doc: Y.Doc): string {
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  return Buffer.from(Y.encodeStateAsUpdate(fresh)).toString('hex');
}

/** Whether everything of `part` is in `whole`, deletions included. */
export function contains(whole: Y.Doc, part: Y.Doc): boolean {
  const before = bytesOf(whole);
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(part));
  return bytesOf(whole) === before;
}

export function editAtRandom(peers: readonly Peer[], random: SeededRandom): () => void {
  const timer = setInterval(() => {
    for (const { documents } of peers) {
      if (random.chance(0.6)) randomPlainEdit(random.pick(documents).doc, random);
    }
  }, 15);
  return () => clearInterval(timer);
}

/** Everyone has everything, byte for byte, and so has the log. */
export async function expectConverged(
  database: TestDatabase,
  seed: number,
  peers: readonly Peer[],
  names: readonly string[],
): Promise<void> {
  await eventually('all saved', () => peers.every(({ client }) => client.state.unsaved === 0), {
    withinMs: 30_000,
  });
  for (const [i, name] of names.entries()) {
    const stored = bytesOf(await storedDocument(database, name));
    for (const [k, { documents }] of peers.entries()) {
      await eventually(
        `seed ${seed}: peer ${k} has ${name} as the log has it`,
        () => bytesOf(documents[i]!.doc) === stored,
      );
      expect(documents[i]!.state.refused, `seed ${seed}`).toBeNull();
      expect(bytesOf(documents[i]!.confirmedDocument()) === stored, `seed ${seed}`).toBe(true);
    }
  }
}

export async function newPeers(
  { app }: TestDatabase,
  count: number,
  url: string,
  documents: number,
  options: Partial<SyncClientOptions> = {},
): Promise<{ peers: Peer[]; names: string[] }> {
  const people = Array.from({ length: count }, () => newPerson());
  const { names } = await newDocuments(app, people, documents);
  const peers = people.map((person): Peer => {
    const client = newClient(app, url, person, { heartbeatMs: 500, ...options });
    return { client, documents: names.map((name) => client.open(name)) };
  });
  return { peers, names };
}
