import { describe, expect, test } from 'vitest';
import { writtenApplication } from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import {
  askedMinor,
  askedPledge,
  type CoFunder,
  coFunder,
  readyToAsk,
  signAs,
} from '../../../../tests/support/pledge.ts';
import { pdfFile } from '../../../../tests/support/sample-files.ts';
import { type Caller, formConsortium, openStage } from '../../../../tests/support/stage.ts';
import { certificateOf } from './certificate-of.ts';
import { addCertificate } from './pledging/add-certificate.ts';

const database = await testDatabase();
const stage = await openStage(database);
const anonymous = { kind: 'anonymous' } as const;
const refused = (code: string, reason: string) => ({ cause: { code, reason } });

async function hand({ token, device, pledge }: CoFunder) {
  const context = { ...stage.contextOf(anonymous), files: stage.files };
  const visitor = { actor: anonymous, deviceKey: device.key };
  const { version: seen } = await pledge();
  const bytes = pdfFile('Intyg');
  return addCertificate(context, { token, seen, filename: 'Intyg.pdf', bytes }, visitor);
}

const stored = (pledgeId: string) =>
  database.owner
    .selectFrom('pledge')
    .select(['status', 'pledgedMinor', 'version'])
    .where('id', '=', pledgeId)
    .executeTakeFirstOrThrow();

/** Everything that somebody with an account may try on a pledge of record. */
function attempts({ cofunding }: Caller, { proposalId, partnerId, sourceId, pledgeId }: Target) {
  const email = 'thief@elsewhere.example';
  return {
    read: () => cofunding.pledges({ proposalId }),
    history: () => cofunding.pledgeHistory({ pledgeId }),
    ask: () =>
      cofunding.requestPledge({
        ...{ proposalId, partnerId, sourceId, email, funderName: 'X', amountMinor: '1' },
      }),
    renew: () => cofunding.renewPledgeLink({ pledgeId, email }),
    revoke: () => cofunding.revokePledge({ pledgeId }),
    pay: () => cofunding.recordPledgePayment({ pledgeId, seen: 2, paidIn: true }),
  };
}

interface Target {
  proposalId: string;
  partnerId: string;
  sourceId: string;
  pledgeId: string;
}

async function pledged() {
  const asked = await askedPledge(stage);
  await asked.funder.say('pledge');
  await hand(asked.funder);
  const { proposalId, leadId: partnerId, sourceId, pledgeId } = asked;
  return { ...asked, target: { proposalId, partnerId, sourceId, pledgeId } };
}

describe('a pledge of record', () => {
  test('AC1 does not exist for another consortium, its coordinator and its documents', async () => {
    const { target, pledgeId } = await pledged();
    await formConsortium(stage, [], 'rival@visual-sweden.example');
    const rival = await stage.person('rival@visual-sweden.example');
    const before = await stored(pledgeId);
    const tried = await stage.events(async () => {
      for (const attempt of Object.values(attempts(rival, target))) {
        await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
    });
    expect(tried).toEqual([]);
    expect(await stored(pledgeId)).toEqual(before);
    const actor = await stage.actor('rival@visual-sweden.example');
    const asker = { db: database.app, actor, files: stage.files };
    await expect(certificateOf(asker, { pledgeId, number: 1 }, null)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('AC3 is read by the other partners, and changed by its own alone', async () => {
    const { target, editors, pledgeId } = await pledged();
    const { read, history, ...changes } = attempts(editors[0], target);
    expect(await read()).toMatchObject([{ id: pledgeId, status: 'pledged' }]);
    expect((await history()).at(-1)).toMatchObject({ what: 'certificate_added' });
    const tried = await stage.events(async () => {
      for (const attempt of Object.values(changes)) {
        await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
    });
    expect(tried).toEqual([]);
  });

  test('AC1 is nothing to whoever has left: neither its history nor its certificate', async () => {
    const { target, editors, partnerIds, proposalId, coordinator, pledgeId } = await pledged();
    await coordinator.consortium.dropPartner({
      ...{ proposalId, partnerId: partnerIds[0]!, reason: 'Går en annan väg.' },
    });
    const { history, revoke } = attempts(editors[0], target);
    for (const attempt of [history, revoke]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const actor = await stage.actor('editor@smart-textiles.example');
    const asker = { db: database.app, actor, files: stage.files };
    await expect(certificateOf(asker, { pledgeId, number: 1 }, null)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('AC3 a partner’s sources are written by its own people, and read by the others', async () => {
  const { proposalId, coordinator, editors, leadId, partnerIds } = await writtenApplication(stage);
  const modes = async (person: Caller) => {
    const { documents } = await person.proposal.get({ id: proposalId });
    const sheets = documents.filter(({ kind }) => kind === 'cofunding');
    return [leadId, ...partnerIds].map((id) => sheets.find(({ part }) => part === id)?.mode);
  };
  expect(await modes(coordinator)).toEqual(['write', 'read', 'read']);
  expect(await modes(editors[0])).toEqual(['read', 'write', 'read']);
  expect(await modes(editors[1])).toEqual(['read', 'read', 'write']);
});

describe('PL1: a link', () => {
  test('that is over hands out no certificate, also in the browser that brought it', async () => {
    const { coordinator, pledgeId, funder } = await pledged();
    const fetched = () =>
      certificateOf(
        { db: database.app, actor: anonymous, files: stage.files },
        { pledgeId, number: 1 },
        funder.device.key,
      );
    expect((await fetched()).filename).toBe('Intyg.pdf');
    await coordinator.cofunding.revokePledge({ pledgeId });
    await expect(fetched()).rejects.toMatchObject({ code: 'not_found' });
    await expect(hand(funder)).rejects.toThrow();
    await expect(funder.say('pledge', { seen: 4 })).rejects.toMatchObject(
      refused('used', 'pledge_revoked'),
    );
  });

  test('takes whole amounts above zero that a budget can hold, and nothing else', async () => {
    const { funder, pledgeId } = await askedPledge(stage);
    for (const amountMinor of ['0', '000', '-1', '1.5', '1e9', '', ' 5', '9'.repeat(16), 'NaN']) {
      await expect(
        funder.say('pledge', { amountMinor, seen: 1 }),
        amountMinor,
      ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
    const most = '9'.repeat(15);
    await funder.say('pledge', { amountMinor: most });
    expect((await stored(pledgeId)).pledgedMinor).toBe(BigInt(most));
  });
});

test('whatever people write of a pledge is text in its mails, never markup', async () => {
  const { proposalId, coordinator, leadId, sourceId } = await readyToAsk(stage);
  const [email, markup] = ['markup@region.example', '<img src=x onerror=alert(1)>'];
  await coordinator.cofunding.requestPledge({
    ...{ proposalId, partnerId: leadId, sourceId, email },
    ...{ funderName: `Region ${markup}`, amountMinor: '100' },
  });
  const funder = await coFunder(stage, email);
  await funder.say('pledge', { signedName: `Eva ${markup}` });
  await signAs(funder, `Eva ${markup}`, markup);
  await funder.say('withdraw', { signedName: markup, reason: markup });
  await stage.runHandlers();
  const mails = await database.owner
    .selectFrom('mail')
    .select(['subject', 'htmlBody', 'textBody'])
    .where('recipient', '=', email)
    .execute();
  expect(mails).toHaveLength(4);
  expect(mails.some(({ textBody }) => textBody.includes(markup))).toBe(true);
  expect(mails.filter(({ htmlBody }) => htmlBody?.includes('<img'))).toEqual([]);
});

describe('PL4: what was recorded on the line', () => {
  test('and is sent once more later changes nothing', async () => {
    const { funder, pledgeId } = await askedPledge(stage);
    await funder.say('pledge', { amountMinor: '500', seen: 1 });
    await funder.say('withdraw', { seen: 2, reason: 'Nej.' });
    await funder.say('pledge', { seen: 3 });
    const before = await stored(pledgeId);
    const replayed = await stage.events(async () => {
      await expect(funder.say('withdraw', { seen: 2, reason: 'Nej.' })).rejects.toMatchObject(
        refused('conflict', 'changed_meanwhile'),
      );
      await expect(funder.say('pledge', { amountMinor: '500', seen: 1 })).rejects.toMatchObject(
        refused('conflict', 'changed_meanwhile'),
      );
    });
    expect(replayed).toEqual([]);
    expect(await stored(pledgeId)).toEqual(before);
    expect(before).toMatchObject({ status: 'pledged', pledgedMinor: BigInt(askedMinor) });
  });

  test('a change, a withdrawal and a payment at the same time: one is done, the others are told', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { funder, coordinator, pledgeId } = await askedPledge(stage);
      await funder.say('pledge', { seen: 1 });
      const outcomes = await Promise.allSettled([
        funder.say('pledge', { amountMinor: '500', seen: 2 }),
        funder.say('withdraw', { seen: 2, reason: 'Nej.' }),
        coordinator.cofunding.recordPledgePayment({ pledgeId, seen: 2, paidIn: true }),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { status, pledgedMinor, version } = await stored(pledgeId);
      expect(version).toBe(3);
      const ends = { pledged: 500n, withdrawn: null, paid_in: BigInt(askedMinor) };
      expect(pledgedMinor).toBe(ends[status as keyof typeof ends]);
    }
  });
});
