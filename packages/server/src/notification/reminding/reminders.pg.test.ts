import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  readyApplication,
  signPart,
  type Written,
  writtenApplication,
} from '../../../../../tests/support/application.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { askedPledge, coFunder, funderEmail } from '../../../../../tests/support/pledge.ts';
import { formConsortium, openStage, publicUrl } from '../../../../../tests/support/stage.ts';
import { runDueReminders } from './run-due-reminders.ts';

const database = await testDatabase();
const stage = await openStage(database);
const day = 86_400_000;

let closesAt: Date;

beforeEach(async () => {
  // Each test has the stage to itself: what earlier ones left open is over.
  await sql`truncate samspel.reminder_send, samspel.obligation, samspel.notification`.execute(
    database.owner,
  );
  await sql`update samspel.event set published_at = samspel.now() where published_at is null`.execute(
    database.owner,
  );
  await sql`delete from samspel.mail`.execute(database.owner);
  const call = await database.owner
    .selectFrom('call')
    .select('closesAt')
    .where('code', '=', 'INTERREG-KLUSTER')
    .executeTakeFirstOrThrow();
  closesAt = call.closesAt;
});
afterEach(() => database.setClock({ offsetMs: 0 }));

const run = () => runDueReminders(database.app, { publicUrl });
const at = (beforeClosingMs: number) =>
  database.setClock({ fixedAt: new Date(closesAt.getTime() - beforeClosingMs) });

async function begun(): Promise<Written> {
  const written = await writtenApplication(stage);
  await stage.runHandlers();
  await sql`delete from samspel.mail`.execute(database.owner);
  return written;
}

/** What was mailed as reminders: recipient and subject, sorted. */
async function mailed(): Promise<string[]> {
  const rows = await database.owner
    .selectFrom('mail')
    .select(['recipient', 'subject'])
    .where('effectKey', 'like', 'reminder/%')
    .execute();
  return rows.map(({ recipient, subject }) => `${recipient}: ${subject.split(':')[0]}`).sort();
}

async function sends(): Promise<{ step: string; superseded: boolean }[]> {
  return database.owner
    .selectFrom('reminderSend')
    .select(['step', 'superseded'])
    .orderBy('step')
    .orderBy('superseded')
    .execute();
}

const sevenDays = [
  'coordinator@mobile-heights.example: Mobile Heights har inte signerat sin del',
  'coordinator@mobile-heights.example: Utlysningen stänger snart',
  'editor@automation-region.example: Automation Region har inte signerat sin del',
  'editor@smart-textiles.example: Smart Textiles har inte signerat sin del',
];

describe('reminders', () => {
  test('OB1: are sent at seven days, not a moment before, with inbox and mail together', async () => {
    const { coordinator } = await begun();
    await at(7 * day + 1);
    expect(await run()).toBe(0);
    await at(7 * day);
    expect(await run()).toBe(4);
    expect(await mailed()).toEqual(sevenDays);
    const { items } = await coordinator.notification.list({});
    const kinds = items.slice(0, 2).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['call_closing', 'part_unsigned']);
    expect(items[0]?.params.title).toBe('Smart textil, smart vård');
  });

  test('tell that an earlier submission is valid, while the application is open again', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const first = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    if (first.outcome !== 'accepted') throw new Error('not accepted');
    const { id: submissionId, reference } = first.submission;
    await coordinator.proposal.withdrawSubmission({ id: proposalId, submissionId });
    await at(7 * day);
    await run();
    const { textBody } = await database.owner
      .selectFrom('mail')
      .select('textBody')
      .where('effectKey', 'like', 'reminder/%')
      .where('subject', 'like', 'Utlysningen stänger snart%')
      .executeTakeFirstOrThrow();
    expect(textBody).toContain(reference);
    expect(textBody).not.toContain('inte inlämnad');
  });

  test('OB5: are sent once, however many workers run and however often', async () => {
    await begun();
    await at(7 * day);
    const sent = await Promise.all(Array.from({ length: 6 }, run));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await run()).toBe(0);
    expect(await mailed()).toEqual(sevenDays);
  });

  test('OB3: after a standstill only the latest due step is sent, the others are superseded', async () => {
    await begun();
    await at(20 * 3_600_000);
    expect(await run()).toBe(4);
    expect(await mailed()).toEqual(sevenDays);
    const steps = await sends();
    expect(new Set(steps.filter(({ superseded }) => !superseded).map(({ step }) => step))).toEqual(
      new Set(['T-1d']),
    );
    expect(new Set(steps.filter(({ superseded }) => superseded).map(({ step }) => step))).toEqual(
      new Set(['T-3d', 'T-7d']),
    );
  });

  test('OB4: stop when the thing is done, and nothing is sent after closing', async () => {
    const { proposalId, coordinator, leadId, editors, partnerIds } = await begun();
    await signPart(stage, coordinator, proposalId, leadId);
    await signPart(stage, editors[0], proposalId, partnerIds[0]!);
    await at(7 * day);
    // The handlers have not run: present truth decides all the same.
    expect(await run()).toBe(2);
    expect(await mailed()).toEqual([sevenDays[1], sevenDays[2]]);
    await at(-1);
    expect(await run()).toBe(0);
    const open = await database.owner
      .selectFrom('obligation')
      .select('id')
      .where('state', '=', 'open')
      .execute();
    expect(open).toEqual([]);
  });

  test('move with the deadline, each step at most once', async () => {
    await begun();
    await at(7 * day);
    expect(await run()).toBe(4);
    const moved = new Date(closesAt.getTime() + 5 * day);
    try {
      await database.owner
        .updateTable('call')
        .set({ closesAt: moved })
        .where('code', '=', 'INTERREG-KLUSTER')
        .execute();
      await at(3 * day);
      expect(await run()).toBe(0);
      await database.setClock({ fixedAt: new Date(moved.getTime() - 7 * day) });
      expect(await run()).toBe(0);
      await database.setClock({ fixedAt: new Date(moved.getTime() - 3 * day) });
      expect(await run()).toBe(3);
      await database.setClock({ fixedAt: new Date(moved.getTime() - day) });
      expect(await run()).toBe(4);
      const steps = await sends();
      expect(steps.filter(({ step }) => step === 'T-7d')).toHaveLength(4);
    } finally {
      await database.owner
        .updateTable('call')
        .set({ closesAt })
        .where('code', '=', 'INTERREG-KLUSTER')
        .execute();
    }
  });

  test('begin with the obligation: a partner that joins late is not reminded of what is past', async () => {
    await at(5 * day);
    await begun();
    expect(await run()).toBe(0);
    await at(3 * day);
    expect(await run()).toBe(3);
  });

  test('a sign-off that ends opens its obligation anew, from then on', async () => {
    const { proposalId, coordinator, leadId } = await begun();
    await signPart(stage, coordinator, proposalId, leadId);
    await stage.runHandlers();
    await at(2 * day);
    await run();
    await coordinator.proposal.withdrawSignOff({ id: proposalId, partnerId: leadId });
    await stage.runHandlers();
    const before = (await mailed()).length;
    expect(await run()).toBe(0);
    await at(day);
    await run();
    const after = await mailed();
    expect(after.length).toBeGreaterThan(before);
    expect(after).toContain(sevenDays[0]);
  });

  test('go to who is responsible now: the people of a partner without signers to its lead', async () => {
    const { proposalId, editors, partnerIds } = await begun();
    await database.owner
      .updateTable('proposalMember')
      .set({ role: 'reader' })
      .where('proposalId', '=', proposalId)
      .where('partnerId', '=', partnerIds[0]!)
      .execute();
    await at(7 * day);
    await run();
    expect(await mailed()).not.toContain(sevenDays[3]);
    expect(await mailed()).toContain(
      'coordinator@mobile-heights.example: Smart Textiles har inte signerat sin del',
    );
    expect((await editors[0].notification.list({})).items).toEqual([]);
  });

  describe('of an unanswered invitation', () => {
    const invitee = 'editor@compare.example';
    const reminded = async () =>
      (await mailed())
        .filter((line) => line.startsWith(invitee))
        .map((line) => line.split(': ')[1]);

    async function invited() {
      const { coordinator, proposalId } = await formConsortium(stage);
      const { invitationId } = await coordinator.consortium.invite({
        proposalId,
        organisationId: await stage.organisationId('Compare'),
        role: 'partner',
        email: invitee,
      });
      const token = await stage.linkTo(invitee);
      const { expiresAt } = await database.owner
        .selectFrom('invitation')
        .select('expiresAt')
        .where('id', '=', invitationId)
        .executeTakeFirstOrThrow();
      const dayBefore = () => database.setClock({ fixedAt: new Date(expiresAt.getTime() - day) });
      return { coordinator, proposalId, invitationId, token, expiresAt, dayBefore };
    }

    test('one goes to who sent it and one to who was asked, once each, and both links hold', async () => {
      const { token, dayBefore } = await invited();
      await dayBefore();
      await Promise.all([run(), run()]);
      await run();
      await Promise.all([stage.runHandlers(), stage.runHandlers()]);
      expect(await mailed()).toContain(
        'coordinator@mobile-heights.example: Inget svar från Compare',
      );
      expect(await reminded()).toEqual(['Påminnelse om inbjudan']);
      const person = await stage.person(invitee);
      const second = await stage.linkTo(invitee);
      expect(second).not.toBe(token);
      for (const link of [token, second]) {
        expect(await person.consortium.lookupInvitation({ token: link })).toMatchObject({
          state: 'open',
        });
      }
      await person.consortium.acceptInvitation({ token: second });
    });

    test('an event that comes twice, or after the answer, mails nothing more', async () => {
      const { coordinator, invitationId, dayBefore } = await invited();
      await dayBefore();
      await run();
      await coordinator.consortium.withdrawInvitation({ invitationId });
      await stage.runHandlers();
      expect(await reminded()).toEqual([]);
      const again = await invited();
      await again.dayBefore();
      await run();
      await stage.runHandlers();
      await stage.again('notification.reminded');
      expect(await reminded()).toEqual(['Påminnelse om inbjudan']);
    });

    test('a new link ends those of the earlier mails', async () => {
      const { coordinator, invitationId, dayBefore } = await invited();
      await dayBefore();
      await run();
      const second = await stage.linkTo(invitee);
      await coordinator.consortium.resendInvitation({ invitationId });
      const third = await stage.linkTo(invitee);
      const stateOf = async (token: string) =>
        (await stage.visitor.consortium.lookupInvitation({ token })).state;
      expect([await stateOf(second), await stateOf(third)]).toEqual(['unknown', 'open']);
    });
  });

  describe('of an unanswered question to a co-funder', () => {
    async function questioned() {
      const asked = await askedPledge(stage);
      await stage.runHandlers();
      await sql`delete from samspel.mail`.execute(database.owner);
      return asked;
    }
    const ofPledges = async () =>
      (await mailed()).filter((line) => /Region Skåne|medfinansiering/.test(line));

    test('one goes to who asked and one, with a link of its own, to the co-funder; both links hold', async () => {
      const { funder, coordinator } = await questioned();
      await at(14 * day);
      await Promise.all([run(), run()]);
      await run();
      await Promise.all([stage.runHandlers(), stage.runHandlers()]);
      expect(await ofPledges()).toEqual([
        'coordinator@mobile-heights.example: Inget svar från Region Skåne',
        `${funderEmail}: Påminnelse om medfinansiering`,
      ]);
      expect((await coordinator.notification.list({})).items[0]).toMatchObject({
        kind: 'pledge_unanswered',
        params: { funder: 'Region Skåne' },
      });
      const second = await stage.linkTo(funderEmail);
      expect(second).not.toBe(funder.token);
      const { cofunding } = (await coFunder(stage, funderEmail, second)).caller;
      expect((await cofunding.lookupPledge({ token: second })).state).toBe('open');
      expect((await cofunding.lookupPledge({ token: funder.token })).state).toBe('open');
    });

    test('stops with the answer, also before the handlers have run', async () => {
      const { funder } = await questioned();
      await at(14 * day + 60_000);
      await funder.say('decline');
      await at(14 * day);
      await run();
      await stage.runHandlers();
      expect(await ofPledges()).toEqual([]);
    });
  });

  test('P12: the clock of the worker decides nothing', async () => {
    await begun();
    const { Date: RealDate } = globalThis;
    await at(7 * day + 3_600_000 - 1);
    // A host whose clock is an hour ahead.
    class Ahead extends RealDate {
      constructor(...args: [] | [number | string | Date]) {
        if (args.length === 0) super(RealDate.now() + 3_600_000);
        else super(args[0]);
      }
      static override now() {
        return RealDate.now() + 3_600_000;
      }
    }
    globalThis.Date = Ahead as DateConstructor;
    try {
      expect(await run()).toBe(0);
    } finally {
      globalThis.Date = RealDate;
    }
    await at(7 * day);
    expect(await run()).toBe(4);
  });
});
