import { randomUUID } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { exportFileOf } from '@samspel/server/submission/export-submission';
import { verifyExport } from '@samspel/server/submission/verify-export';
import { compactDocument } from '@samspel/sync/compaction/compact-document';
import { judgeDocument } from '@samspel/worker/compaction/judge-document';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { contentHashOf, signAll, writtenApplication } from '../support/application.ts';
import { testDatabase } from '../support/database.ts';
import { openStage } from '../support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const pool = openPool({ url: database.appUrl, applicationName: 'test-compaction' });
afterAll(() => pool.end());

async function compactAll(): Promise<Set<string>> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where head > snap_seq`.execute(database.owner);
  const outcomes = new Set<string>();
  for (const { id } of rows) {
    outcomes.add((await compactDocument({ pool, judge: judgeDocument }, id)).outcome);
  }
  expect(rows.length).toBeGreaterThan(0);
  return outcomes;
}

test('what was written says the same after a compaction: to the signers, in the submission and in its export', async () => {
  const written = await writtenApplication(stage);
  const { proposalId, coordinator, leadId, partnerIds } = written;
  const hashes = () =>
    Promise.all([leadId, ...partnerIds].map((id) => contentHashOf(stage, proposalId, id)));
  const before = await hashes();
  expect(await compactAll()).toEqual(new Set(['compacted']));
  expect(await hashes()).toEqual(before);

  await signAll(stage, written);
  const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
  if (outcome.outcome !== 'accepted') throw new Error(outcome.outcome);
  const actor = await stage.actor('coordinator@mobile-heights.example');
  const { bytes } = await exportFileOf({ db: database.app, actor }, outcome.submission.id);
  expect(verifyExport(bytes)).toEqual([]);
});
