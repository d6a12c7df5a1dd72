import { openPool } from '@samspel/platform/db/open-database';
import { compactDocument } from '@samspel/sync/compaction/compact-document';
import { judgeDepth } from '@samspel/sync/compaction/judge-depth';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import type { SqlPool } from '@samspel/sync/store/sql-pool';
import { emptyWhenFailing, failingReads } from '@samspel/sync/testing/failing-reads';
import {
  newClient,
  newDocuments,
  newPerson,
  runHub,
  type TestPerson,
} from '@samspel/sync/testing/running-hub';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';

const database = await testDatabase();
const random = seeded();
const next = () => random.next();
const pool = openPool({
  ...{ url: database.url, role: 'samspel_hub', applicationName: 'reads' },
  ...{ searchPath: 'sync', max: 4 },
});
const compacting = openPool({
  ...{ url: database.url, role: 'samspel_app', applicationName: 'compacts' },
  ...{ searchPath: 'sync', max: 2 },
});
afterAll(() => Promise.all([pool.end(), compacting.end()]));

const rows = 30;
const writtenBefore = Array.from({ length: rows }, (_, n) => `before.${n}`);
const tokensOf = (doc: Y.Doc) => doc.getArray<string>('array').toArray();

/** Documents in which a lot has been written. */
async function written(people: readonly TestPerson[], count: number): Promise<string[]> {
  const { names } = await newDocuments(database.app, people, count);
  for (const name of names) {
    for (const token of writtenBefore) {
      const doc = new Y.Doc();
      doc.getArray('array').insert(0, [token]);
      await appendServerEdit(database.app, name, Y.encodeStateAsUpdate(doc), 'author');
    }
  }
  return names;
}

async function stored(name: string): Promise<Set<string>> {
  const doc = new Y.Doc();
  for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
    Y.applyUpdate(doc, update);
  }
  return new Set(tokensOf(doc));
}

/** Opens everything, writes into it before it is there, and looks at what it is shown. */
async function visit(url: string, person: TestPerson, names: readonly string[], mark: string) {
  const client = newClient(database.app, url, person);
  const documents = names.map((name) => client.open(name));
  const tokens = documents.map(({ doc }, n) => {
    const token = `${mark}.${n}`;
    doc.getArray<string>('array').push([token]);
    return token;
  });
  const there = () => documents.every(({ state }) => state.synced && state.unsaved === 0);
  await eventually('everything is there', there, { withinMs: 90_000 });
  const missing = documents.flatMap(({ doc }) => {
    const found = new Set(tokensOf(doc));
    return writtenBefore.filter((token) => !found.has(token));
  });
  await client.close();
  return { tokens, missing };
}

async function compact(name: string, through: SqlPool): Promise<void> {
  const { rows: found } = await sql<{ id: number }>`
    select id::int as id from sync.doc where name = ${name}`.execute(database.owner);
  await compactDocument({ pool: through, judge: judgeDepth, stepBytes: 400 }, found[0]!.id);
}

const people = Array.from({ length: 6 }, () => newPerson());

describe('what cannot be read', () => {
  test('is never taken for empty: visitors see all of it, and what they write is added to it', async () => {
    const names = await written(people, 4);
    // Some are read out of a snapshot and the log behind it.
    for (const name of names.slice(0, 2)) await compact(name, compacting);
    const reads = failingReads(pool, next);
    const hub = await runHub({ url: database.url, options: { reads } });
    const visits = rounds(3, 400, 0.04);
    const all = names.map(() => new Set(writtenBefore));
    let lost = 0;
    for (; visits.due(); visits.done += 1) {
      const guests = people.map((person, n) =>
        visit(hub.url, person, names, `${visits.done}.${n}`),
      );
      for (const { tokens, missing } of await Promise.all(guests)) {
        lost += missing.length;
        for (const [n, token] of tokens.entries()) all[n]!.add(token);
      }
    }
    for (const [n, name] of names.entries()) {
      const there = await stored(name);
      lost += [...all[n]!].filter((token) => !there.has(token)).length;
      expect(there.size).toBeLessThanOrEqual(all[n]!.size);
    }
    await hub.stop();
    report('loading', {
      ...{ seed: random.seed, rounds: visits.figures(), also: { 'reads failed': reads.failed } },
      ...{ acknowledged: visits.done * people.length * names.length, lost },
    });
    expect(lost, 'shown as complete and is not, or not stored').toBe(0);
    expect(reads.failed).toBeGreaterThan(20);
  });

  test('is not compacted to less', async () => {
    const [name = ''] = await written(people, 1);
    const reads = failingReads(compacting, next, { only: 3 });
    for (let tries = 0; tries < 15; tries += 1) {
      await compact(name, reads).catch(() => {});
      expect(await stored(name)).toEqual(new Set(writtenBefore));
    }
    reads.heal();
    await compact(name, reads);
    expect(await stored(name)).toEqual(new Set(writtenBefore));
    expect(reads.failed).toBeGreaterThan(0);
  });

  test('control: a hub that takes it for empty is found out', async () => {
    const names = await written(people, 1);
    const hub = await runHub({ url: database.url, options: { reads: emptyWhenFailing(pool) } });
    const { missing } = await visit(hub.url, people[0]!, names, 'control');
    expect(missing).toEqual(writtenBefore);
    await hub.stop();
  });
});
