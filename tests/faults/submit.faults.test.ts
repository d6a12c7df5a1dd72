import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { finishStaleIntents } from '@samspel/server/proposal/submitting/finish-intents';
import { exportFileOf } from '@samspel/server/submission/export-submission';
import { verifyExport } from '@samspel/server/submission/verify-export';
import { documentStates } from '@samspel/sync/store/document-states';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { readyApplication, writtenApplication } from '../support/application.ts';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { seeded } from '../support/seeded.ts';
import { openStage } from '../support/stage.ts';
import { startChild } from './support/child.ts';
import { report } from './support/report.ts';
import { rounds } from './support/rounds.ts';

const database = await testDatabase();
const stage = await openStage(database);
const coordinator = await stage.actor('coordinator@mobile-heights.example', 'Koordinator');

/** Between any two steps of a submission: inside the first transaction, between the two, inside the second, after. */
const failpoints = [
  'submit-receiving',
  'submit-received',
  'submit-loaded',
  'submit-stored',
  'submit-deciding',
  'submit-decided',
] as const;

const startSubmitting = (proposalId: string, intentId: string, failpoint = '') =>
  startChild('submitter.ts', {
    DATABASE_URL: database.url,
    FAULT_PERSON: coordinator.personId,
    FAULT_PROPOSAL: proposalId,
    FAULT_INTENT: intentId,
    SAMSPEL_FAILPOINT: failpoint,
  });

async function killAt(failpoint: string, proposalId: string, intentId: string): Promise<void> {
  const child = startSubmitting(proposalId, intentId, failpoint);
  const { code, signal } = await child.exit;
  if (signal !== 'SIGKILL') throw new Error(`not killed (${code}): ${child.log()}`);
  await buried();
}

async function buried(): Promise<void> {
  // The database learns of the death a moment later; until then the dead hold what they had locked.
  await eventually('the database has buried it', async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = 'submitter'`.execute(
      database.owner,
    );
    return rows[0]!.count === 0;
  });
}

const sweep = () => finishStaleIntents({ db: database.app, bus: stage.bus, log: stage.log }, 0);

async function stateOf(proposalId: string) {
  const proposal = await database.owner
    .selectFrom('proposal')
    .select('status')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const intents = await database.owner
    .selectFrom('submitIntent')
    .select(['state', 'receivedAt'])
    .where('proposalId', '=', proposalId)
    .execute();
  const submissions = await database.owner
    .selectFrom('submission')
    .select(['id', 'receivedAt'])
    .where('proposalId', '=', proposalId)
    .execute();
  const events = await database.owner
    .selectFrom('event')
    .select('type')
    .where('aggregateId', '=', proposalId)
    .where('type', 'like', 'proposal.subm%')
    .orderBy('version')
    .execute();
  return {
    status: proposal.status,
    intents,
    submissions,
    events: events.map(({ type }) => type),
  };
}

/** Never half: a draft of which nothing was received, or a submission with everything that belongs to it. */
async function expectEnded(proposalId: string): Promise<void> {
  const { status, intents, submissions, events } = await stateOf(proposalId);
  if (intents.length === 0) {
    expect({ status, submissions, events }).toEqual({
      status: 'draft',
      submissions: [],
      events: [],
    });
    return;
  }
  expect(status).toBe('submitted');
  expect(events).toEqual(['proposal.submission_received', 'proposal.submitted']);
  expect(submissions).toHaveLength(1);
  expect(submissions[0]?.receivedAt).toEqual(intents[0]?.receivedAt);
  const states = await documentStates(database.owner, proposalId);
  expect(new Set(states.map(({ frozen }) => frozen))).toEqual(new Set(['submitted']));
  const file = await exportFileOf({ db: database.app, actor: coordinator }, submissions[0]!.id);
  expect(verifyExport(file.bytes)).toEqual([]);
}

describe('a process killed while it submits', () => {
  test.each(failpoints)(
    'at %s leaves a draft or a submission, and one sweep ends it',
    async (failpoint) => {
      const { proposalId } = await readyApplication(stage);
      const intentId = randomUUID();
      await killAt(failpoint, proposalId, intentId);
      const cut = await stateOf(proposalId);
      if (failpoint === 'submit-receiving') {
        // Nothing was committed: nobody was told that anything was received.
        expect(cut).toMatchObject({ status: 'draft', intents: [], submissions: [], events: [] });
        expect(await sweep()).toBe(0);
        return;
      }
      const decided = failpoint === 'submit-decided';
      expect(cut.status).toBe(decided ? 'submitted' : 'submitting');
      expect(cut.submissions).toHaveLength(decided ? 1 : 0);
      expect(await sweep()).toBe(decided ? 0 : 1);
      expect(await sweep()).toBe(0);
      await expectEnded(proposalId);
      const whole = await stateOf(proposalId);
      expect(whole.submissions[0]?.receivedAt).toEqual(cut.intents[0]?.receivedAt);
    },
  );

  test('at random moments leaves nothing half, and one sweep ends it', async () => {
    const random = seeded();
    const kills = rounds(3, 1000, 0.06);
    let [lost, doubled] = [0, 0];
    while (kills.due()) {
      const { proposalId } = await readyApplication(stage);
      const child = startSubmitting(proposalId, randomUUID());
      await child.said('submitting');
      await wait(random.next() * 150);
      child.kill();
      await child.exit;
      await buried();
      await sweep();
      const { intents, submissions } = await stateOf(proposalId);
      // What was received and came to nothing, and what came of it twice.
      if (intents.length > 0 && submissions.length === 0) lost += 1;
      doubled += Math.max(0, submissions.length - 1);
      kills.done += 1;
      const figures = { seed: random.seed, rounds: kills.figures(), lost, doubled };
      report('submissions', { ...figures, kills: { 'submitting API': kills.done } });
      await expectEnded(proposalId);
    }
  });

  test('control: one that is half there is found out', async () => {
    const { proposalId } = await readyApplication(stage);
    await killAt('submit-received', proposalId, randomUUID());
    await expect(expectEnded(proposalId)).rejects.toThrow();
    const setStatus = (status: string) =>
      sql`update samspel.proposal set status = ${status} where id = ${proposalId}`.execute(
        database.owner,
      );
    await setStatus('submitted');
    await expect(expectEnded(proposalId)).rejects.toThrow();
    await setStatus('submitting');
    expect(await sweep()).toBe(1);
    await expectEnded(proposalId);
  });

  test('received in time and decided after closing is in time', async () => {
    const { proposalId } = await readyApplication(stage);
    const call = await database.owner
      .selectFrom('call')
      .select('closesAt')
      .where('code', '=', 'INTERREG-KLUSTER')
      .executeTakeFirstOrThrow();
    try {
      await database.setClock({ fixedAt: new Date(call.closesAt.getTime() - 100) });
      await killAt('submit-received', proposalId, randomUUID());
      await database.setClock({ fixedAt: new Date(call.closesAt.getTime() + 300_000) });
      expect(await sweep()).toBe(1);
      expect((await stateOf(proposalId)).status).toBe('submitted');
    } finally {
      await database.setClock({ offsetMs: 0 });
    }
  });

  test('a refusal that was cut off reopens everything', async () => {
    const { proposalId } = await writtenApplication(stage);
    await killAt('submit-received', proposalId, randomUUID());
    expect((await stateOf(proposalId)).status).toBe('submitting');
    expect(await sweep()).toBe(1);
    const state = await stateOf(proposalId);
    expect(state.status).toBe('draft');
    expect(state.events).toEqual(['proposal.submission_received', 'proposal.submission_refused']);
    const states = await documentStates(database.owner, proposalId);
    expect(new Set(states.map(({ frozen }) => frozen))).toEqual(new Set([null]));
  });

  test('another request meanwhile gets the answer of the first', async () => {
    const { proposalId, coordinator: caller } = await readyApplication(stage);
    await killAt('submit-received', proposalId, randomUUID());
    const outcomes = await Promise.all([
      caller.proposal.submit({ id: proposalId, intentId: randomUUID() }),
      caller.proposal.submit({ id: proposalId, intentId: randomUUID() }),
      sweep(),
    ]);
    expect(outcomes[0]).toMatchObject({ outcome: 'accepted' });
    expect(outcomes[0]).toEqual(outcomes[1]);
    const state = await stateOf(proposalId);
    expect(state.submissions).toHaveLength(1);
    expect(state.intents).toHaveLength(1);
  });
});
