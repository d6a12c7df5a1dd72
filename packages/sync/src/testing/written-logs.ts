import { randomUUID } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { compactDocument } from '../compaction/compact-document.ts';
import type { Judge } from '../compaction/judge.ts';
import { newLogDocument } from '../compaction/log-document.ts';
import { createDocuments, readUpdates } from '../store/documents.ts';

export const sound: Judge = () => ({ verdict: 'sound' });

/** A database, and documents whose logs are written without a hub. */
export async function openLogs() {
  const database = await testDatabase();
  const pool = openPool({ url: database.appUrl, applicationName: 'test-compaction' });
  afterAll(() => pool.end());
  return {
    database,
    pool,
    compact: (id: number, judge = sound, stepBytes?: number) =>
      compactDocument({ pool, judge, ...(stepBytes ? { stepBytes } : {}) }, id),

    async newDocument(kind = 'text'): Promise<{ name: string; id: number; scope: string }> {
      const scope = randomUUID();
      const name = `${kind}/${scope}`;
      await createDocuments(database.app, [{ name, scope, kind, shapeVersion: 1 }]);
      const { rows } = await sql<{ id: number }>`
        select id::float8 as id from sync.doc where name = ${name}`.execute(database.owner);
      return { name, scope, id: rows[0]!.id };
    },

    /** As the hub would have committed them. */
    async commit(id: number, updates: readonly Uint8Array[], actorId = 'p1'): Promise<void> {
      for (const data of updates) {
        await sql`
          with moved as (
            update sync.doc set head = head + 1, bytes = bytes + ${data.length} where id = ${id}
            returning id, head
          ) insert into sync.upd (doc_id, seq, actor_id, data)
          select id, head, ${actorId}, ${data} from moved`.execute(database.owner);
      }
    },

    async stateOf(id: number) {
      const { rows } = await sql<Record<string, number | string | null>>`
        select head::float8 as head, snap_seq::float8 as snap, bytes::float8 as bytes,
          snap_bytes::float8 as "snapBytes", quarantine,
          (select count(*)::int from sync.upd u where u.doc_id = d.id) as tail,
          (select count(*)::int from sync.history h where h.doc_id = d.id) as history,
          (select count(*)::int from sync.snap s where s.doc_id = d.id) as snaps
        from sync.doc d where id = ${id}`.execute(database.owner);
      return rows[0]!;
    },

    async stored(name: string): Promise<Y.Doc> {
      const doc = newLogDocument();
      for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
        Y.applyUpdate(doc, update);
      }
      return doc;
    },
  };
}
