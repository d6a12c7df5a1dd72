import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import type { AskForSnapshot } from '../client/fetch-snapshot.ts';
import { readHistory } from '../store/history.ts';
import { readSnapshot, unpackSnapshot } from '../store/snapshots.ts';
import { bytesOf, editAtRandom, expectConverged, newPeers, type Peer } from '../testing/peers.ts';
import { grant, newClient, newPerson, runHub } from '../testing/running-hub.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { type CompactionOutcome, compactDocument } from './compact-document.ts';
import { judgeDepth } from './judge-depth.ts';
import { newLogDocument } from './log-document.ts';

const database = await testDatabase();
const pools = [1, 2].map((n) =>
  openPool({ url: database.appUrl, applicationName: `compact-${n}` }),
);
afterAll(() => Promise.all(pools.map((pool) => pool.end())));

const seed = Number(process.env.SAMSPEL_SEED ?? Date.now() % 1_000_000);

async function idsOf(names: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where name = any(${names}) order by id`.execute(
    database.owner,
  );
  return rows.map(({ id }) => id);
}

/** As the API answers. */
const overHttp: AskForSnapshot = async (name) => {
  const [id] = await idsOf([name]);
  const found = await readSnapshot(pools[0]!, id!);
  if (!found) return new Response(null, { status: 204 });
  const etag = `"${found.incarnation}.${found.seq}"`;
  return new Response(new Uint8Array(await unpackSnapshot(found.packed)), { headers: { etag } });
};

test(`compacted at random moments while lines are cut and people come and go, all converge byte for byte (seed ${seed}; SAMSPEL_SEED repeats it)`, async () => {
  const random = seededRandom(seed);
  const hubs = await Promise.all(
    [1, 2].map(() => runHub({ url: database.url, limits: { lookMs: 200 } })),
  );
  const { peers, names } = await newPeers(database, 4, hubs[0]!.url, 3, { snapshot: overHttp });
  const ids = await idsOf(names);
  const scope = names[0]!.split('/')[1]!;
  const people = Array.from({ length: 3 }, () => newPerson());
  const { rows } = await sql<{ personId: string }>`
    select distinct person_id as "personId" from sync.access where doc_id = any(${ids})`.execute(
    database.owner,
  );
  const first = rows.map(({ personId }) => ({ ...newPerson(), personId }));
  await grant(database.app, scope, names, [...first, ...people]);
  const stop = editAtRandom(peers, random);
  const outcomes: CompactionOutcome[] = [];
  const compacting: Promise<unknown>[] = [];
  for (let round = 0; round < 60; round++) {
    await wait(random.int(80));
    const { client } = random.pick(peers);
    if (random.chance(0.4)) {
      client.pause();
      void wait(random.int(400)).then(() => client.resume());
    }
    // Several at once, now and then the same document.
    for (const pool of pools) {
      if (!random.chance(0.6)) continue;
      const needs = { pool, judge: judgeDepth, stepBytes: 1 + random.int(4000) };
      const done = compactDocument(needs, random.pick(ids)).then((o) => outcomes.push(o));
      compacting.push(done);
    }
    if (round % 20 === 10) {
      const newcomer = newClient(database.app, hubs[1]!.url, people.pop()!, {
        heartbeatMs: 500,
        ...(random.chance(0.5) ? { snapshot: overHttp } : {}),
      });
      const peer: Peer = { client: newcomer, documents: names.map((name) => newcomer.open(name)) };
      peers.push(peer);
    }
  }
  stop();
  await Promise.all(compacting);
  for (const { client } of peers) client.resume();
  await expectConverged(database, seed, peers, names);
  expect(outcomes.filter(({ outcome }) => outcome === 'compacted').length).toBeGreaterThan(10);
  expect(outcomes.filter(({ outcome }) => outcome === 'quarantined')).toEqual([]);
  for (const [i, name] of names.entries()) {
    const doc = newLogDocument();
    let last = 0;
    for await (const { seq, data, actorId } of readHistory(database.app, name)) {
      expect(seq, `seed ${seed}`).toBe(last + 1);
      expect(actorId).not.toBeNull();
      last = seq;
      Y.applyUpdate(doc, data);
    }
    expect(bytesOf(doc) === bytesOf(peers[0]!.documents[i]!.doc), `seed ${seed}`).toBe(true);
  }
  await Promise.all(peers.map(({ client }) => client.close()));
  await Promise.all(hubs.map((hub) => hub.stop()));
});
