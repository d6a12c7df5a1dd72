import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  damageDocument,
  readyApplication,
  signPart,
} from '../../../../../tests/support/application.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { type Caller, openStage } from '../../../../../tests/support/stage.ts';
import { finishStaleIntents } from './finish-intents.ts';
import { listUndecided } from './undecided.queries.ts';

const database = await testDatabase();
const stage = await openStage(database);

let closing: Date;
beforeEach(async () => {
  const call = await database.owner
    .selectFrom('call')
    .select('closesAt')
    .where('code', '=', 'INTERREG-KLUSTER')
    .executeTakeFirstOrThrow();
  closing = call.closesAt;
});
afterEach(async () => {
  await sql`drop trigger if exists undecidable on samspel.submission`.execute(database.owner);
  await database.setClock({ offsetMs: 0 });
});

const sweep = () => finishStaleIntents({ db: database.app, bus: stage.bus, log: stage.log });
const afterClosing = (ms: number) =>
  database.setClock({ fixedAt: new Date(closing.getTime() + ms) });
const minute = 60_000;
const hour = 60 * minute;

/** As a lasting fault of ours would: the decision on this application fails each time. */
async function breakDecisionOf(proposalId: string): Promise<void> {
  await sql`
    create or replace function samspel.undecidable() returns trigger language plpgsql as
    $$ begin raise exception 'broken'; end $$`.execute(database.owner);
  await sql`
    create trigger undecidable before insert on samspel.submission for each row
    when (new.proposal_id = ${sql.lit(proposalId)}) execute function samspel.undecidable()`.execute(
    database.owner,
  );
}

const mendDecision = () =>
  sql`drop trigger undecidable on samspel.submission`.execute(database.owner);

/** Older intents, tried before, of applications that hold no document at all. */
async function fillARoundWithFailures(like: string): Promise<void> {
  await sql`
    with p as (
      insert into samspel.proposal (id, call_id, title, status, created_by, created_at)
      select gen_random_uuid(), call_id, 'Full', 'submitting', created_by, samspel.now() - interval '2 days'
      from samspel.proposal, generate_series(1, 50) where id = ${like} returning id, created_by
    )
    insert into samspel.submit_intent (id, proposal_id, person_id, received_at, state, attempts, last_attempt_at)
    select gen_random_uuid(), id, created_by, samspel.now() - interval '2 hours', 'received', 1,
      samspel.now() - interval '1 hour' from p`.execute(database.owner);
}

const submit = (coordinator: Caller, id: string) =>
  coordinator.proposal.submit({ id, intentId: randomUUID() });

const attemptsOf = async (proposalId: string) => {
  const rows = await database.owner
    .selectFrom('submitIntent')
    .select(['state', 'attempts', 'lastAttemptAt'])
    .where('proposalId', '=', proposalId)
    .execute();
  return rows[0]!;
};

describe('SY1: a submission that the system cannot decide', () => {
  test('is tried five times half a minute apart, then handed back with its reason and an alarm', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    await breakDecisionOf(proposalId);
    await afterClosing(0);
    await expect(submit(coordinator, proposalId)).rejects.toThrow();
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await afterClosing(attempt * 31_000);
      expect(await sweep()).toBe(0);
      expect(await sweep()).toBe(0);
      expect(await attemptsOf(proposalId)).toEqual({
        state: 'received',
        attempts: attempt,
        lastAttemptAt: new Date(closing.getTime() + attempt * 31_000),
      });
    }
    expect(await listUndecided(database.app)).toMatchObject([{ proposalId, state: 'waiting' }]);
    await afterClosing(5 * 31_000);
    const events = await stage.events(() => sweep());
    expect(events).toEqual(['proposal.submission_refused']);
    const view = await coordinator.proposal.get({ id: proposalId });
    expect(view.status).toBe('draft');
    expect(view.lastRefusal?.findings).toMatchObject([
      { rule: 'SY1', params: { receivedAt: closing.toISOString() } },
    ]);
    expect(view.documents.some(({ frozen }) => frozen === 'submitting')).toBe(false);
    expect(stage.log.lines.map(({ alarm }) => alarm)).toContain('submission_handed_back');
    expect(await listUndecided(database.app)).toMatchObject([{ proposalId, state: 'handed_back' }]);
    await stage.runHandlers();
    const { items } = await coordinator.notification.list({});
    expect(items[0]?.kind).toBe('proposal.submission_failed');
  });

  test('whose document cannot be read is handed back at once, in the answer', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    await damageDocument(stage, coordinator, proposalId);
    const events = await stage.events(async () => {
      expect(await submit(coordinator, proposalId)).toMatchObject({
        outcome: 'refused',
        reason: 'system',
        findings: [{ rule: 'SY1', severity: 'warning' }],
      });
    });
    expect(events).toEqual(['proposal.submission_received', 'proposal.submission_refused']);
  });

  test('does not hold others back, however many there are of them', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    await breakDecisionOf(proposalId);
    await expect(submit(coordinator, proposalId)).rejects.toThrow();
    await mendDecision();
    await fillARoundWithFailures(proposalId);
    await database.setClock({ offsetMs: 31_000 });
    await sweep();
    expect((await coordinator.proposal.get({ id: proposalId })).status).toBe('submitted');
    await sql`delete from samspel.submit_intent where submission_id is null`.execute(
      database.owner,
    );
  });
});

describe('SY2: after a failure of the system', () => {
  async function handedBackAtClosing() {
    const written = await readyApplication(stage);
    const { proposalId, coordinator } = written;
    const repair = await damageDocument(stage, coordinator, proposalId);
    await afterClosing(0);
    expect(await submit(coordinator, proposalId)).toMatchObject({ reason: 'system' });
    await repair();
    return written;
  }

  test('the same content, submitted after closing, counts as received in time', async () => {
    const { proposalId, coordinator } = await handedBackAtClosing();
    await afterClosing(72 * hour);
    expect(await submit(coordinator, proposalId)).toMatchObject({
      outcome: 'accepted',
      submission: { receivedAt: closing.toISOString() },
    });
    const undecided = await listUndecided(database.app);
    expect(undecided.map((one) => one.proposalId)).not.toContain(proposalId);
    expect((await coordinator.proposal.get({ id: proposalId })).lastRefusal).toBeNull();
  });

  test('but not after 72 hours', async () => {
    const { proposalId, coordinator } = await handedBackAtClosing();
    await afterClosing(72 * hour + 1);
    expect(await submit(coordinator, proposalId)).toMatchObject({ reason: 'late' });
  });

  test('changed content is late: nobody wins time to write by our failure', async () => {
    const { proposalId, coordinator, leadId } = await handedBackAtClosing();
    await afterClosing(minute);
    await coordinator.proposal.withdrawSignOff({ id: proposalId, partnerId: leadId });
    await signPart(stage, coordinator, proposalId, leadId);
    expect(await submit(coordinator, proposalId)).toMatchObject({ reason: 'late' });
  });
});
