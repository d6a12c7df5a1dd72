import { randomUUID } from 'node:crypto';
import { readCofunding } from '@samspel/documents/cofunding-document';
import { documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import { checkProposal } from '@samspel/domain/proposal/check-proposal';
import { asSystem } from '@samspel/platform/db/as-system';
import { readUpdates } from '@samspel/sync/store/documents';
import { describe, expect, test } from 'vitest';
import {
  readyApplication,
  type Written,
  writtenApplication,
} from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { openStage } from '../../../../tests/support/stage.ts';
import { loadApplication } from '../proposal/reading/load-application.ts';

const database = await testDatabase();
const stage = await openStage(database);
const funder = 'finance@region-skane.example';

async function firstSource(proposalId: string, partnerId: string): Promise<string> {
  const name = documentName('cofunding', proposalId, partnerId);
  const stored = (await readUpdates(database.owner, [name])).get(name)!;
  return readCofunding(openDocument('cofunding', stored.updates), partnerId).sheet.sources[0]!.id;
}

async function asked(written: Written) {
  const { proposalId, coordinator, leadId } = written;
  const sourceId = await firstSource(proposalId, leadId);
  const request = () =>
    coordinator.cofunding.requestPledge({
      proposalId,
      partnerId: leadId,
      sourceId,
      funderName: 'Region Skåne',
      email: funder,
      amountMinor: '6340000',
    });
  return { ...written, sourceId, request };
}

async function coverage(proposalId: string): Promise<string[]> {
  const { findings } = await asSystem(database.app, async (trx) =>
    checkProposal(await loadApplication(trx, proposalId, new Date())),
  );
  return findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('CF'));
}

describe('a pledge', () => {
  test('is asked for by mail, read and given without an account, and covers the source', async () => {
    const { proposalId, coordinator, request } = await asked(await writtenApplication(stage));
    expect(await coverage(proposalId)).toEqual([]);
    expect(await stage.events(request)).toEqual(['cofunding.pledge_requested']);
    // Asked for and not answered: the partner's own word no longer counts.
    expect(await coverage(proposalId)).toEqual(['CF1']);
    const token = await stage.linkTo(funder);
    const offer = await stage.visitor.cofunding.lookupPledge({ token });
    expect(offer).toMatchObject({
      state: 'open',
      pledge: {
        funderName: 'Region Skåne',
        partnerName: 'Mobile Heights',
        requestedMinor: '6340000',
        partnerNames: ['Mobile Heights', 'Smart Textiles', 'Automation Region'],
      },
    });
    expect(offer.pledge?.purpose).toContain('Allt fler äldre');
    const answer = () =>
      stage.visitor.cofunding.answerPledge({ token, answer: 'pledge', signedName: 'Ekonomichef' });
    expect(await stage.events(answer)).toEqual(['cofunding.pledge_made']);
    expect(await stage.events(answer)).toEqual([]);
    expect(await coverage(proposalId)).toEqual([]);
    expect(await coordinator.cofunding.pledges({ proposalId })).toMatchObject([
      { status: 'pledged', pledgedMinor: '6340000', email: funder },
    ]);
    await stage.runHandlers();
    const { items } = await coordinator.notification.list({});
    expect(items[0]).toMatchObject({
      kind: 'cofunding.pledge_made',
      params: { funder: 'Region Skåne', amountMinor: '6340000' },
    });
    const mails = await database.owner
      .selectFrom('mail')
      .select('subject')
      .where('recipient', '=', funder)
      .execute();
    expect(mails).toHaveLength(2);
  });

  test('can be changed and declined with the same link, and taken back by the partner', async () => {
    const { proposalId, coordinator, request } = await asked(await writtenApplication(stage));
    const { pledgeId } = await request();
    const token = await stage.linkTo(funder);
    const say = (answer: 'pledge' | 'decline', amountMinor?: string) =>
      stage.visitor.cofunding.answerPledge({
        token,
        answer,
        signedName: 'Ekonomichef',
        ...(amountMinor ? { amountMinor } : {}),
      });
    await say('pledge', '100');
    expect(await coverage(proposalId)).toEqual(['CF1', 'CF4']);
    await say('decline');
    expect((await stage.visitor.cofunding.lookupPledge({ token })).state).toBe('declined');
    await say('pledge');
    expect(await stage.events(() => coordinator.cofunding.revokePledge({ pledgeId }))).toEqual([
      'cofunding.pledge_revoked',
    ]);
    expect(await stage.visitor.cofunding.lookupPledge({ token })).toMatchObject({
      state: 'revoked',
      pledge: { purpose: '', partnerNames: [] },
    });
    await expect(say('pledge')).rejects.toMatchObject({
      cause: { code: 'used', reason: 'pledge_revoked' },
    });
    await expect(coordinator.cofunding.revokePledge({ pledgeId })).rejects.toMatchObject({
      cause: { code: 'conflict' },
    });
  });

  test('is asked for once, for a source that is there, by whoever writes the budget', async () => {
    const written = await asked(await writtenApplication(stage));
    const { proposalId, editors, partnerIds, request, sourceId } = written;
    await request();
    await expect(request()).rejects.toMatchObject({
      cause: { code: 'conflict', reason: 'pledge_already_asked' },
    });
    const ask = (partnerId: string, source: string) =>
      editors[0].cofunding.requestPledge({
        proposalId,
        partnerId,
        sourceId: source,
        funderName: 'Region',
        email: funder,
        amountMinor: '1',
      });
    await expect(ask(written.leadId, sourceId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask(partnerIds[0]!, sourceId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      cause: { field: 'sourceId' },
    });
  });

  test('an unknown, an expired and a late link say so, and nothing of what they led to', async () => {
    const unknown = await stage.visitor.cofunding.lookupPledge({ token: 'x'.repeat(43) });
    expect(unknown).toEqual({ state: 'unknown', pledge: null });
    const { request } = await asked(await writtenApplication(stage));
    await request();
    const token = await stage.linkTo(funder);
    try {
      await database.setClock({ offsetMs: 40 * 86_400_000 });
      expect((await stage.visitor.cofunding.lookupPledge({ token })).state).toBe('expired');
      await expect(
        stage.visitor.cofunding.answerPledge({ token, answer: 'pledge', signedName: 'E' }),
      ).rejects.toMatchObject({ cause: { code: 'expired' } });
    } finally {
      await database.setClock({ offsetMs: 0 });
    }
  });

  test('does not move once the application is submitted', async () => {
    const ready = await readyApplication(stage);
    const { proposalId, coordinator, request } = await asked(ready);
    await request();
    const token = await stage.linkTo(funder);
    const answer = (kind: 'pledge' | 'decline') =>
      stage.visitor.cofunding.answerPledge({ token, answer: kind, signedName: 'Ekonomichef' });
    await answer('pledge');
    const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(outcome.outcome).toBe('accepted');
    await expect(answer('decline')).rejects.toMatchObject({
      cause: { code: 'frozen', reason: 'already_submitted' },
    });
  });

  test('two answers at once leave one, and the events tell both or one', async () => {
    const { proposalId, coordinator, request } = await asked(await writtenApplication(stage));
    await request();
    const token = await stage.linkTo(funder);
    const answers = ['1', '2', '3', '4'].map((amountMinor) =>
      stage.visitor.cofunding.answerPledge({
        token,
        answer: 'pledge',
        amountMinor,
        signedName: 'E',
      }),
    );
    await Promise.all(answers);
    const [pledge] = await coordinator.cofunding.pledges({ proposalId });
    const last = await database.owner
      .selectFrom('event')
      .select('payload')
      .where('aggregateId', '=', proposalId)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(last.payload.amountMinor).toBe(pledge?.pledgedMinor);
  });

  test('can be changed ten times an hour, and the link of a mail survives an event that comes again', async () => {
    const { request } = await asked(await writtenApplication(stage));
    await request();
    const token = await stage.linkTo(funder);
    await stage.again('cofunding.pledge_requested');
    const answer = (amountMinor: string) =>
      stage.visitor.cofunding.answerPledge({
        token,
        answer: 'pledge',
        amountMinor,
        signedName: 'Ekonomichefen',
      });
    for (let times = 1; times <= 10; times += 1) await answer(String(times));
    await expect(answer('11')).rejects.toMatchObject({
      cause: { code: 'rate_limited', reason: 'too_many_answers' },
    });
    expect(await answer('10')).toEqual({ status: 'pledged' });
    try {
      await database.setClock({ offsetMs: 3_601_000 });
      expect(await answer('11')).toEqual({ status: 'pledged' });
    } finally {
      await database.setClock({ offsetMs: 0 });
    }
  });
});
