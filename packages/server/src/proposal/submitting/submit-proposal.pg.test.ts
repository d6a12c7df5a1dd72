import { randomUUID } from 'node:crypto';
import { documentName } from '@samspel/documents/names';
import { appendNarrative } from '@samspel/documents/write-narrative';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import {
  paragraph,
  readyApplication,
  signAll,
  signPart,
  writeDocument,
  writtenApplication,
} from '../../../../../tests/support/application.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { openStage } from '../../../../../tests/support/stage.ts';
import { exportFileOf } from '../../submission/export-submission.ts';
import { verifyExport } from '../../submission/verify-export.ts';

const database = await testDatabase();
const stage = await openStage(database);

const closesAt = async () => {
  const call = await database.owner
    .selectFrom('call')
    .select('closesAt')
    .where('code', '=', 'INTERREG-KLUSTER')
    .executeTakeFirstOrThrow();
  return call.closesAt;
};

const statesOf = async (proposalId: string) => {
  const { rows } = await sql<{ frozen: string | null; count: number }>`
    select frozen, count(*)::int as count from sync.doc where scope = ${proposalId} group by 1`.execute(
    database.owner,
  );
  return Object.fromEntries(rows.map(({ frozen, count }) => [frozen ?? 'open', count]));
};

describe('submitting', () => {
  test('accepts a ready application: rows, events, frozen documents, and an export that verifies', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const intentId = randomUUID();
    let outcome: Awaited<ReturnType<typeof coordinator.proposal.submit>> | undefined;
    const events = await stage.events(async () => {
      outcome = await coordinator.proposal.submit({ id: proposalId, intentId });
    });
    expect(events).toEqual(['proposal.submission_received', 'proposal.submitted']);
    if (outcome?.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
    const { submission } = outcome;
    expect(submission).toMatchObject({
      number: 1,
      current: true,
      totalMinor: '44843016',
      euMinor: '22421507',
    });
    expect(submission.reference).toMatch(/^INTERREG-KLUSTER-[0-9A-Z]{4}-[0-9A-Z]{4}-1$/);
    expect(await statesOf(proposalId)).toEqual({ submitted: 18 });
    const partners = await database.owner
      .selectFrom('submissionPartner')
      .selectAll()
      .where('submissionId', '=', submission.id)
      .execute();
    expect(partners.map(({ totalMinor }) => totalMinor).sort()).toEqual(
      [13827160n, 21133333n, 9882523n].sort(),
    );
    const actor = await stage.actor('coordinator@mobile-heights.example');
    const file = await exportFileOf({ db: database.app, actor }, submission.id);
    expect(verifyExport(file.bytes)).toEqual([]);
  });

  test('the same intent, another tab and another time answer the one submission', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const intents = [randomUUID(), randomUUID(), randomUUID()];
    const outcomes = await Promise.all(
      [...intents, intents[0]!].map((intentId) =>
        coordinator.proposal.submit({ id: proposalId, intentId }),
      ),
    );
    const later = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    const ids = [...outcomes, later].map((outcome) =>
      outcome.outcome === 'accepted' ? outcome.submission.id : outcome.reason,
    );
    expect(new Set(ids).size).toBe(1);
    const rows = await database.owner
      .selectFrom('submission')
      .select('id')
      .where('proposalId', '=', proposalId)
      .execute();
    expect(rows).toHaveLength(1);
  });

  test('a refused application reopens as it was, with its reasons', async () => {
    const written = await writtenApplication(stage);
    const { proposalId, coordinator } = written;
    const before = await database.owner
      .selectFrom('proposal')
      .selectAll()
      .where('id', '=', proposalId)
      .executeTakeFirstOrThrow();
    let outcome: unknown;
    const events = await stage.events(async () => {
      outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    });
    expect(events).toEqual(['proposal.submission_received', 'proposal.submission_refused']);
    expect(outcome).toMatchObject({ outcome: 'refused', reason: 'findings' });
    const after = await database.owner
      .selectFrom('proposal')
      .selectAll()
      .where('id', '=', proposalId)
      .executeTakeFirstOrThrow();
    expect(after).toEqual(before);
    expect(await statesOf(proposalId)).toEqual({ open: 18 });
    const view = await coordinator.proposal.get({ id: proposalId });
    expect(view.lastRefusal?.findings.map(({ rule }) => rule)).toContain('SO1');
    await signAll(stage, written);
    const again = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(again.outcome).toBe('accepted');
    expect((await coordinator.proposal.get({ id: proposalId })).lastRefusal).toBeNull();
  });

  test('a partner cannot submit, and an outsider learns nothing', async () => {
    const { proposalId, editors } = await writtenApplication(stage);
    const outsider = await stage.person('someone@elsewhere.example');
    const submit = { id: proposalId, intentId: randomUUID() };
    await expect(editors[0].proposal.submit(submit)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(outsider.proposal.submit(submit)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(outsider.proposal.submit({ ...submit, id: randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the deadline, by the database’s clock', () => {
  test.each([
    [-1, 'accepted'],
    [0, 'accepted'],
    [1, 'refused'],
  ] as const)('%i ms after closing: %s', async (offset, expected) => {
    const { proposalId, coordinator } = await readyApplication(stage);
    try {
      await database.setClock({ fixedAt: new Date((await closesAt()).getTime() + offset) });
      const outcome = await coordinator.proposal.submit({
        id: proposalId,
        intentId: randomUUID(),
      });
      expect(outcome.outcome).toBe(expected);
      if (outcome.outcome === 'refused') {
        expect(outcome.reason).toBe('late');
        expect(outcome.findings.map(({ rule }) => rule)).toEqual(['CL2']);
        const receivedAt = new Date((await closesAt()).getTime() + offset).toISOString();
        expect(outcome.findings[0]?.params).toMatchObject({ receivedAt });
        expect(await statesOf(proposalId)).toEqual({ open: 3, signed: 15 });
      }
    } finally {
      await database.setClock({ offsetMs: 0 });
    }
  });
});

describe('the last second', () => {
  test('two people in two tabs each, at the closing instant: one submission, one receipt for each member', async () => {
    const { proposalId, coordinator, leadId } = await readyApplication(stage);
    const email = 'deputy@mobile-heights.example';
    await coordinator.consortium.invitePerson({
      proposalId,
      partnerId: leadId,
      email,
      role: 'coordinator',
    });
    const deputy = await stage.person(email);
    await deputy.consortium.acceptInvitation({ token: await stage.linkTo(email) });
    try {
      await database.setClock({ fixedAt: await closesAt() });
      const outcomes = await Promise.all(
        [coordinator, deputy, coordinator, deputy].map((person) =>
          person.proposal.submit({ id: proposalId, intentId: randomUUID() }),
        ),
      );
      const [first, ...others] = outcomes;
      if (first?.outcome !== 'accepted') throw new Error(JSON.stringify(first));
      for (const other of others) expect(other).toEqual(first);
      await stage.runHandlers();
      await stage.runHandlers();
      const mails = await database.owner
        .selectFrom('mail')
        .select('recipient')
        .where('effectKey', 'like', `receipt/${first.submission.id}/%`)
        .execute();
      expect(mails).toHaveLength(4);
    } finally {
      await database.setClock({ offsetMs: 0 });
    }
  });

  test.each([
    ['a while', 0],
    ['longer than a statement may take', 5500],
  ])(
    'a request that had to wait for another, %s, is judged by when it arrived',
    async (_how, ms) => {
      const { proposalId, coordinator } = await readyApplication(stage);
      const closing = await closesAt();
      try {
        await database.setClock({ fixedAt: closing });
        const submitted = await database.owner.transaction().execute(async (trx) => {
          await sql`select 1 from samspel.proposal where id = ${proposalId} for update`.execute(
            trx,
          );
          const answer = coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
          await eventually('the request waits for the row', async () => {
            const { rows } = await sql<{ waiting: number }>`
            select count(*)::int as waiting from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`.execute(
              database.owner,
            );
            return rows[0]!.waiting > 0;
          });
          await database.setClock({ fixedAt: new Date(closing.getTime() + 2000) });
          await new Promise((resolve) => setTimeout(resolve, ms));
          return { answer };
        });
        const outcome = await submitted.answer;
        expect(outcome).toMatchObject({
          outcome: 'accepted',
          submission: { receivedAt: closing.toISOString() },
        });
      } finally {
        await database.setClock({ offsetMs: 0 });
      }
    },
  );
});

describe('withdrawing', () => {
  test('the earlier submission stays valid until the new one is received', async () => {
    const { proposalId, coordinator, ...rest } = await readyApplication(stage);
    const first = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    if (first.outcome !== 'accepted') throw new Error('not accepted');
    const events = await stage.events(() =>
      coordinator.proposal.withdrawSubmission({
        id: proposalId,
        submissionId: first.submission.id,
      }),
    );
    expect(events).toEqual(['proposal.submission_withdrawn']);
    const open = await coordinator.proposal.get({ id: proposalId });
    expect(open.status).toBe('draft');
    expect(open.currentSubmission?.id).toBe(first.submission.id);
    const written = { proposalId, coordinator, ...rest };
    await coordinator.proposal.withdrawSignOff({ id: proposalId, partnerId: written.leadId });
    await writeDocument(stage, documentName('narrative', proposalId, 'results'), (doc) =>
      appendNarrative(doc, [paragraph('Ännu ett resultat.')]),
    );
    await signPart(stage, coordinator, proposalId, written.leadId);
    const second = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    if (second.outcome !== 'accepted') throw new Error(JSON.stringify(second));
    const refs = await coordinator.proposal.submissions({ id: proposalId });
    expect(refs.map(({ number, current }) => [number, current])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(refs[0]?.sha256).not.toBe(refs[1]?.sha256);
  });

  test('what was kept can be taken back altogether while the proposal is open again', async () => {
    const { proposalId, coordinator, editors } = await readyApplication(stage);
    const first = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    if (first.outcome !== 'accepted') throw new Error('not accepted');
    const submissionId = first.submission.id;
    const withdraw = (keepUntilReplaced: boolean, person = coordinator) =>
      person.proposal.withdrawSubmission({ id: proposalId, submissionId, keepUntilReplaced });
    await withdraw(true);
    await expect(withdraw(true)).rejects.toMatchObject({
      cause: { code: 'conflict', reason: 'already_open' },
    });
    await expect(withdraw(false, editors[0])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await stage.events(() => withdraw(false))).toEqual(['proposal.submission_withdrawn']);
    const view = await coordinator.proposal.get({ id: proposalId });
    expect([view.status, view.currentSubmission]).toEqual(['draft', null]);
    await stage.runHandlers();
    const { items } = await editors[0].notification.list({});
    expect(items[0]?.kind).toBe('proposal.submission_taken_back');
    await expect(withdraw(false)).rejects.toMatchObject({
      cause: { code: 'conflict', reason: 'nothing_submitted' },
    });
    const again = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(again).toMatchObject({ outcome: 'accepted', submission: { number: 2 } });
  });

  test('after closing nothing is reopened', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const first = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    if (first.outcome !== 'accepted') throw new Error('not accepted');
    try {
      await database.setClock({ fixedAt: new Date((await closesAt()).getTime() + 1) });
      await expect(
        coordinator.proposal.withdrawSubmission({
          id: proposalId,
          submissionId: first.submission.id,
        }),
      ).rejects.toMatchObject({ cause: { code: 'late', reason: 'call_has_closed' } });
    } finally {
      await database.setClock({ offsetMs: 0 });
    }
  });
});
