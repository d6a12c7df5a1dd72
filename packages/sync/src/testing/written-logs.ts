import { randomUUID } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll } from 'vitest';
import * as Y from 'yjs';
import { type TestDatabase, testDatabase } from '../../../../tests/support/database.ts';
import { compactDocument } from '../compaction/compact-document.ts';
import type { Judge } from '../compaction/judge.ts';
import { newLogDocument } from '../compaction/log-document.ts';
import { commitUpdates } from '../store/commit-updates.ts';
import { createDocuments, readUpdates } from '../store/documents.ts';

export const sound: Judge = () => ({ verdict: 'sound' });

/** A database, and documents whose logs are written without a hub. */
export async function openLogs(of?: TestDatabase) {
  const database = of ?? (await testDatabase());
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

    /** As the hub would have committed them: some alone, some together. */
    async commit(id: number, updates: readonly Uint8Array[], actorId = 'p1'): Promise<void> {
      const { rows } = await sql<{ epoch: number }>`
        select epoch from sync.doc where id = ${id}`.execute(database.owner);
      const { epoch } = rows[0]!;
      for (let from = 0, size = 1; from < updates.length; from += size, size = (size % 5) + 1) {
        const together = updates.slice(from, from + size).map((data) => ({ actorId, data }));
        await commitUpdates(pool, [{ docId: id, epoch, updates: together }]);
      }
    },

    /** As if all of it up to here had been written so much earlier. */
    async age(id: number, ms: number, until = Number.MAX_SAFE_INTEGER): Promise<void> {
      await sql`update sync.upd set at = at - make_interval(secs => ${ms / 1000})
        where doc_id = ${id} and seq <= ${until}`.execute(database.owner);
    },

    async stateOf(id: number) {
      const { rows } = await sql<Record<string, number | string | null>>`
        select head::float8 as head, snap_seq::float8 as snap, bytes::float8 as bytes,
          snap_bytes::float8 as "snapBytes", judged_seq::float8 as judged, quarantine,
          (select coalesce(sum(u.updates), 0)::int from sync.upd u
            where u.doc_id = d.id and u.seq > d.snap_seq) as tail,
          (select coalesce(sum(u.updates), 0)::int from sync.upd u
            where u.doc_id = d.id and u.seq <= d.snap_seq) as history,
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
