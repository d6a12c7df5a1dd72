import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { askedMinor, askedPledge } from '../../../../../tests/support/pledge.ts';
import { openStage } from '../../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);

type Outcome = PromiseSettledResult<unknown>;
const won = (outcomes: Outcome[]) => outcomes.filter(({ status }) => status === 'fulfilled').length;

async function stored(pledgeId: string) {
  const pledge = await database.owner
    .selectFrom('pledge')
    .select(['status', 'pledgedMinor', 'version', 'proposalId'])
    .where('id', '=', pledgeId)
    .executeTakeFirstOrThrow();
  const entries = await database.owner
    .selectFrom('pledgeEntry')
    .select('what')
    .where('pledgeId', '=', pledgeId)
    .orderBy('number')
    .execute();
  return { ...pledge, whats: entries.map(({ what }) => what) };
}

async function eventsOf(pledgeId: string): Promise<string[]> {
  const { proposalId } = await stored(pledgeId);
  const rows = await database.owner
    .selectFrom('event')
    .select(['type', 'payload'])
    .where('aggregateId', '=', proposalId)
    .orderBy('version')
    .execute();
  return rows.filter(({ payload }) => payload.pledgeId === pledgeId).map(({ type }) => type);
}

describe('PL4: at the same time', () => {
  test('four different answers given in sight of one question leave one, the others are told', async () => {
    const { pledgeId, funder } = await askedPledge(stage);
    const outcomes = await Promise.allSettled(
      ['1', '2', '3', '4'].map((amountMinor) => funder.say('pledge', { amountMinor, seen: 1 })),
    );
    expect(won(outcomes)).toBe(1);
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    for (const error of lost) {
      expect(error).toMatchObject({ cause: { code: 'conflict', reason: 'changed_meanwhile' } });
    }
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled') + 1;
    expect(await stored(pledgeId)).toMatchObject({ version: 2, pledgedMinor: BigInt(winner) });
  });

  test('one answer sent five times is one', async () => {
    const { pledgeId, funder } = await askedPledge(stage);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => funder.say('pledge', { seen: 1 })),
    );
    expect(won(outcomes)).toBe(5);
    expect((await stored(pledgeId)).whats).toEqual(['requested', 'pledged']);
    expect(await eventsOf(pledgeId)).toEqual([
      'cofunding.pledge_requested',
      'cofunding.pledge_made',
    ]);
  });

  test('an answer and its question taken back: one order, and the same end', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { pledgeId, funder, coordinator } = await askedPledge(stage);
      const [said, revoked] = await Promise.allSettled([
        funder.say('pledge', { seen: 1 }),
        coordinator.cofunding.revokePledge({ pledgeId }),
      ]);
      expect(revoked.status).toBe('fulfilled');
      const first = said.status === 'fulfilled' ? ['pledged'] : [];
      expect(await stored(pledgeId)).toMatchObject({
        ...{ status: 'revoked', pledgedMinor: null },
        whats: ['requested', ...first, 'revoked'],
      });
    }
  });

  test('an answer by the old link and a new link: before it or not at all', async () => {
    const { pledgeId, funder, coordinator } = await askedPledge(stage);
    await database.setClock({ offsetMs: 61_000 });
    const [said] = await Promise.allSettled([
      funder.say('pledge', { seen: 1 }),
      coordinator.cofunding.renewPledgeLink({ pledgeId }),
    ]);
    await database.setClock({ offsetMs: 0 });
    const { whats } = await stored(pledgeId);
    expect(whats).toEqual(
      said.status === 'fulfilled'
        ? ['requested', 'pledged', 'link_renewed']
        : ['requested', 'link_renewed'],
    );
  });

  test('two signatures are one, and a change beside a signature leaves none of the old amount', async () => {
    const { pledgeId, funder } = await askedPledge(stage);
    await funder.say('pledge');
    const { version, statement } = await funder.pledge();
    const sign = (signedName: string) =>
      funder.caller.cofunding.signPledge({
        ...{ token: funder.token, seen: version, signedName, signedFunction: 'Chef' },
        ...{ language: 'en', statementHash: statement!.en.hash },
      });
    const outcomes = await Promise.allSettled([sign('A'), sign('B'), sign('A'), sign('B')]);
    expect(won(outcomes)).toBe(2);
    const beside = await funder.pledge();
    await Promise.allSettled([
      funder.say('pledge', { amountMinor: '7', seen: beside.version }),
      sign('C'),
    ]);
    const standing = await database.owner
      .selectFrom('pledgeSignature')
      .select('amountMinor')
      .where('pledgeId', '=', pledgeId)
      .where('endedAt', 'is', null)
      .execute();
    const { pledgedMinor } = await stored(pledgeId);
    expect(pledgedMinor).not.toBe(BigInt(askedMinor));
    expect(standing.filter(({ amountMinor }) => amountMinor !== pledgedMinor)).toEqual([]);
  });
});
