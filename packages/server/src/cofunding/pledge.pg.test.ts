import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { readyApplication } from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import {
  askedMinor,
  askedPledge,
  coFunder,
  cofundingRules,
  funderEmail,
  readyToAsk,
} from '../../../../tests/support/pledge.ts';
import { openStage } from '../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
afterEach(() => database.setClock({ offsetMs: 0 }));

const rules = (proposalId: string) => cofundingRules(stage, proposalId);
const refused = (code: string, reason: string) => ({ cause: { code, reason } });

async function entries(pledgeId: string): Promise<string[]> {
  const rows = await database.owner
    .selectFrom('pledgeEntry')
    .select(['what', 'status', 'amountMinor'])
    .where('pledgeId', '=', pledgeId)
    .orderBy('number')
    .execute();
  return rows.map(({ what, status, amountMinor }) => `${what} ${status} ${amountMinor ?? '-'}`);
}

describe('a pledge', () => {
  test('is asked for by mail, read and given without an account, and covers the source', async () => {
    const { proposalId, coordinator, request } = await readyToAsk(stage);
    expect(await rules(proposalId)).toEqual([]);
    expect(await stage.events(request)).toEqual(['cofunding.pledge_requested']);
    // Asked for and not answered: the partner's own word no longer counts.
    expect(await rules(proposalId)).toEqual(['CF1']);
    const funder = await coFunder(stage, funderEmail);
    const pledge = await funder.pledge();
    expect(pledge).toMatchObject({
      funderName: 'Region Skåne',
      partnerName: 'Mobile Heights',
      requestedMinor: askedMinor,
      partnerNames: ['Mobile Heights', 'Smart Textiles', 'Automation Region'],
      closed: null,
      statement: null,
    });
    expect(pledge.purpose).toContain('Allt fler äldre');
    const answer = () => funder.say('pledge');
    expect(await stage.events(answer)).toEqual(['cofunding.pledge_made']);
    expect(await stage.events(answer)).toEqual([]);
    expect(await rules(proposalId)).toEqual([]);
    expect(await coordinator.cofunding.pledges({ proposalId })).toMatchObject([
      { status: 'pledged', pledgedMinor: askedMinor, email: funderEmail, version: 2 },
    ]);
    await stage.runHandlers();
    const { items } = await coordinator.notification.list({});
    expect(items[0]).toMatchObject({
      kind: 'cofunding.pledge_made',
      params: { funder: 'Region Skåne', amountMinor: askedMinor },
    });
    const mails = await database.owner
      .selectFrom('mail')
      .select('subject')
      .where('recipient', '=', funderEmail)
      .execute();
    expect(mails.map(({ subject }) => subject.split(':')[0])).toEqual([
      'Förfrågan om medfinansiering',
      'Kod',
      'Ni har bekräftat medfinansiering',
    ]);
  });

  test('PL2: is raised, lowered, withdrawn and given again; each is told, and coverage moves', async () => {
    const { proposalId, pledgeId, coordinator, funder } = await askedPledge(stage);
    await funder.say('pledge');
    const lowered = () => funder.say('pledge', { amountMinor: '100' });
    expect(await stage.events(lowered)).toEqual(['cofunding.pledge_changed']);
    expect(await rules(proposalId)).toEqual(['CF1', 'CF4']);
    await stage.runHandlers();
    expect((await coordinator.notification.list({})).items[0]).toMatchObject({
      kind: 'cofunding.pledge_changed',
      params: { amountMinor: '100', previousMinor: askedMinor },
    });
    await funder.say('pledge', { amountMinor: '9000000' });
    expect(await rules(proposalId)).toEqual(['CF4']);
    const withdraw = () => funder.say('withdraw', { reason: 'Budgeten räcker inte.' });
    expect(await stage.events(withdraw)).toEqual(['cofunding.pledge_withdrawn']);
    // PL8: what its funder took back is not confirmed by the partner's own word.
    expect(await rules(proposalId)).toEqual(['CF1']);
    expect(await coordinator.cofunding.pledges({ proposalId })).toMatchObject([
      { status: 'withdrawn', reason: 'Budgeten räcker inte.', answeredByName: 'Ekonomichefen' },
    ]);
    await funder.say('pledge');
    expect(await rules(proposalId)).toEqual([]);
    expect(await entries(pledgeId)).toEqual([
      'requested requested -',
      `pledged pledged ${askedMinor}`,
      'changed pledged 100',
      'changed pledged 9000000',
      'withdrawn withdrawn -',
      `pledged pledged ${askedMinor}`,
    ]);
    const { history } = await funder.pledge();
    expect(history.map(({ what }) => what)).toHaveLength(6);
    expect(await coordinator.cofunding.pledgeHistory({ pledgeId })).toEqual(history);
  });

  test('PL2: is declined with a reason; a yes is withdrawn, never declined', async () => {
    const { proposalId, funder, coordinator } = await askedPledge(stage);
    const decline = () => funder.say('decline', { reason: 'Inte i år.' });
    expect(await stage.events(decline)).toEqual(['cofunding.pledge_declined']);
    expect(await stage.events(decline)).toEqual([]);
    expect(await rules(proposalId)).toEqual(['CF1']);
    const [pledge] = await coordinator.cofunding.pledges({ proposalId });
    expect(pledge).toMatchObject({ status: 'declined', reason: 'Inte i år.' });
    // Put aside, it no longer decides: the partner's own word does again.
    await coordinator.cofunding.revokePledge({ pledgeId: pledge!.id });
    expect(await rules(proposalId)).toEqual([]);
    await expect(funder.say('pledge', { seen: 2 })).rejects.toMatchObject(
      refused('used', 'pledge_revoked'),
    );
    const other = await askedPledge(stage);
    await other.funder.say('pledge');
    await expect(other.funder.say('decline')).rejects.toMatchObject(
      refused('conflict', 'pledge_is_made'),
    );
  });

  test('is taken back by the partner: the link is dead and shows nothing more', async () => {
    const { pledgeId, funder, coordinator } = await askedPledge(stage);
    await funder.say('pledge');
    const revoke = () => coordinator.cofunding.revokePledge({ pledgeId });
    expect(await stage.events(revoke)).toEqual(['cofunding.pledge_revoked']);
    await expect(revoke()).rejects.toMatchObject(refused('conflict', 'pledge_is_over'));
    const offer = await funder.caller.cofunding.lookupPledge({ token: funder.token });
    expect(offer).toMatchObject({ state: 'revoked', pledge: null });
    await expect(funder.say('pledge', { seen: 3 })).rejects.toMatchObject(
      refused('used', 'pledge_revoked'),
    );
    await stage.runHandlers();
    const mail = await database.owner
      .selectFrom('mail')
      .select('subject')
      .where('recipient', '=', funderEmail)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(mail.subject).toContain('tillbakadragen');
  });

  test('is asked for once, for a source that is there, by whoever writes the budget', async () => {
    const { proposalId, editors, partnerIds, leadId, request, sourceId } = await readyToAsk(stage);
    await request();
    await expect(request()).rejects.toMatchObject(refused('conflict', 'pledge_already_asked'));
    const ask = (partnerId: string, source: string) =>
      editors[0].cofunding.requestPledge({
        ...{ proposalId, partnerId, sourceId: source, email: funderEmail },
        ...{ funderName: 'Region', amountMinor: '1' },
      });
    await expect(ask(leadId, sourceId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask(partnerIds[0]!, sourceId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      cause: { field: 'sourceId' },
    });
  });

  test('PL2: a no becomes a yes only while nobody else is asked for the same source', async () => {
    const { funder, request } = await askedPledge(stage);
    await funder.say('decline');
    await request('other@region-skane.example');
    await expect(funder.say('pledge')).rejects.toMatchObject(
      refused('conflict', 'pledge_asked_another'),
    );
  });

  test('PL3: a link that has run out says so, and nothing of what it led to', async () => {
    const unknown = await stage.visitor.cofunding.lookupPledge({ token: 'x'.repeat(43) });
    expect(unknown).toEqual({ state: 'unknown', door: null, pledge: null });
    const { funder, pledgeId } = await askedPledge(stage);
    await database.owner
      .updateTable('pledge')
      .set({ expiresAt: new Date(Date.now() + 3_600_000) })
      .where('id', '=', pledgeId)
      .execute();
    await database.setClock({ offsetMs: 3_700_000 });
    const offer = await funder.caller.cofunding.lookupPledge({ token: funder.token });
    expect(offer).toMatchObject({ state: 'expired', pledge: null });
    await expect(funder.say('pledge', { seen: 1 })).rejects.toMatchObject(
      refused('expired', 'pledge_expired'),
    );
    const ask = () => stage.visitor.cofunding.requestPledgeCode({ token: funder.token });
    await expect(ask()).rejects.toMatchObject(refused('expired', 'pledge_expired'));
  });

  test('PL3: is frozen by the submission; from then on its withdrawal can only be asked for', async () => {
    const { proposalId, pledgeId, coordinator, funder } = await askedPledge(
      stage,
      await readyApplication(stage),
    );
    await funder.say('pledge');
    const ask = (reason = 'Ny majoritet.') =>
      funder.caller.cofunding.askToWithdrawPledge({
        ...{ token: funder.token, signedName: 'Ekonomichefen', reason },
      });
    await expect(ask()).rejects.toMatchObject(refused('conflict', 'pledge_can_be_withdrawn'));
    const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(outcome.outcome).toBe('accepted');
    await expect(funder.say('withdraw')).rejects.toMatchObject(
      refused('frozen', 'pledge_submitted'),
    );
    await expect(coordinator.cofunding.revokePledge({ pledgeId })).rejects.toMatchObject({
      cause: { code: 'frozen' },
    });
    expect(await stage.events(() => ask())).toEqual(['cofunding.pledge_withdrawal_requested']);
    expect(await stage.events(() => ask())).toEqual([]);
    const [pledge] = await coordinator.cofunding.pledges({ proposalId });
    expect(pledge).toMatchObject({ status: 'pledged', pledgedMinor: askedMinor });
    expect(pledge?.withdrawalAskedAt).not.toBeNull();
    expect(await funder.pledge()).toMatchObject({ closed: 'submitted' });
  });

  test('PL4: can be changed twenty times an hour, and the link of a mail survives an event that comes again', async () => {
    const { funder } = await askedPledge(stage);
    await stage.again('cofunding.pledge_requested');
    const answer = (amountMinor: string) => funder.say('pledge', { amountMinor });
    for (let times = 1; times <= 20; times += 1) await answer(String(times));
    await expect(answer('21')).rejects.toMatchObject(refused('rate_limited', 'too_many_answers'));
    expect(await answer('20')).toEqual({ status: 'pledged' });
    await database.setClock({ offsetMs: 3_601_000 });
    expect(await answer('21')).toEqual({ status: 'pledged' });
  });

  test('is paid in when its partner says so, and then stands', async () => {
    const { proposalId, pledgeId, coordinator, funder } = await askedPledge(stage);
    const record = (paidIn: boolean, seen: number) =>
      coordinator.cofunding.recordPledgePayment({ pledgeId, seen, paidIn });
    await expect(record(true, 1)).rejects.toMatchObject(refused('conflict', 'pledge_is_not_made'));
    await funder.say('pledge');
    await expect(record(true, 1)).rejects.toMatchObject(refused('conflict', 'changed_meanwhile'));
    expect(await stage.events(() => record(true, 2))).toEqual(['cofunding.pledge_paid_in']);
    expect(await stage.events(() => record(true, 2))).toEqual([]);
    expect(await rules(proposalId)).toEqual([]);
    await expect(funder.say('withdraw')).rejects.toMatchObject(
      refused('conflict', 'pledge_is_paid_in'),
    );
    await expect(coordinator.cofunding.revokePledge({ pledgeId })).rejects.toMatchObject(
      refused('conflict', 'pledge_is_over'),
    );
    expect(await stage.events(() => record(false, 3))).toEqual(['cofunding.pledge_payment_undone']);
    expect((await funder.pledge()).status).toBe('pledged');
  });

  test('and its history cannot say different things, not even by hand', async () => {
    const { pledgeId, funder } = await askedPledge(stage);
    await funder.say('pledge');
    const by = (set: object) =>
      database.owner.updateTable('pledge').set(set).where('id', '=', pledgeId).execute();
    await expect(by({ pledgedMinor: 1n })).rejects.toMatchObject({ code: '23503' });
    await expect(by({ status: 'certified' })).rejects.toMatchObject({ code: '23503' });
    await expect(by({ status: 'declined' })).rejects.toMatchObject({ code: '23514' });
    const history = database.owner.updateTable('pledgeEntry').where('pledgeId', '=', pledgeId);
    await expect(history.set({ amountMinor: 1n }).execute()).rejects.toThrow('append-only');
  });
});
