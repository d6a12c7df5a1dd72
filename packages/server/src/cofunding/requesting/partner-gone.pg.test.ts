import { describe, expect, test } from 'vitest';
import { writtenApplication } from '../../../../../tests/support/application.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { coFunder, firstSource, signAs } from '../../../../../tests/support/pledge.ts';
import { openStage } from '../../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);

/** A partner that is not the lead has asked a region; the region has promised and signed. */
async function pledgedToPartner(email: string) {
  const written = await writtenApplication(stage);
  const { proposalId, editors, partnerIds } = written;
  const [partnerId] = partnerIds as [string];
  const ask = async (to: string, sourceId: string) =>
    editors[0].cofunding.requestPledge({
      ...{ proposalId, partnerId, sourceId, email: to },
      ...{ funderName: 'Västra Götalandsregionen', amountMinor: '500000' },
    });
  const { pledgeId } = await ask(email, await firstSource(stage, proposalId, partnerId));
  const funder = await coFunder(stage, email);
  await funder.say('pledge');
  await signAs(funder, 'Eva Chef', 'Regiondirektör');
  const drop = () =>
    written.coordinator.consortium.dropPartner({
      ...{ proposalId, partnerId, reason: 'Svarar inte.' },
    });
  return { ...written, partnerId, pledgeId, funder, drop };
}

const pledgeRow = (id: string) =>
  database.owner.selectFrom('pledge').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

describe('PL10: a partner that takes part no more', () => {
  test('is promised nothing any longer: link and signature end, and its co-funder is told once', async () => {
    const email = 'ekonomi@vgregion.example';
    const { funder, pledgeId, drop } = await pledgedToPartner(email);
    await drop();
    const events = await stage.events(() => stage.runHandlers());
    expect(events).toContain('cofunding.pledge_revoked');
    expect(await pledgeRow(pledgeId)).toMatchObject({ status: 'revoked', pledgedMinor: null });
    const offer = await funder.caller.cofunding.lookupPledge({ token: funder.token });
    expect(offer).toMatchObject({ state: 'revoked', pledge: null });
    await expect(funder.say('pledge', { seen: 4 })).rejects.toMatchObject({
      cause: { code: 'used', reason: 'pledge_revoked' },
    });
    const standing = await database.owner
      .selectFrom('pledgeSignature')
      .select('endedAt')
      .where('pledgeId', '=', pledgeId)
      .execute();
    expect(standing.every(({ endedAt }) => endedAt !== null)).toBe(true);
    await stage.runHandlers();
    const mails = () =>
      database.owner.selectFrom('mail').select('subject').where('recipient', '=', email).execute();
    const told = await mails();
    expect(told.at(-1)?.subject).toContain('Frågan om medfinansiering är tillbakadragen');
    // An event that comes again finds nothing left to end.
    expect(await stage.events(() => stage.again('consortium.partner_dropped'))).toEqual([]);
    expect(await mails()).toEqual(told);
  });

  test('keeps what was paid in', async () => {
    const { pledgeId, editors, drop } = await pledgedToPartner('ekonomi@boras.example');
    await editors[0].cofunding.recordPledgePayment({ pledgeId, seen: 3, paidIn: true });
    await drop();
    await stage.runHandlers();
    expect(await pledgeRow(pledgeId)).toMatchObject({ status: 'paid_in', pledgedMinor: 500000n });
  });
});
