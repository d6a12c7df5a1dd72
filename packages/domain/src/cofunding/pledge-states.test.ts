import { expect, test } from 'vitest';
import type { PledgeStatus } from './cofunding-view.ts';
import type { PledgeSeal } from './pledge-statement.ts';
import { pledgeStates } from './pledge-states.ts';

const asked = (status: PledgeStatus, pledgedMinor: string | null = null, sourceId = 's') => ({
  partnerId: 'p',
  sourceId,
  requestedMinor: '500',
  pledgedMinor,
  status,
});

test('PL8 a no makes its source an idea again, until somebody else is asked', () => {
  const idea = { partnerId: 'p', sourceId: 's', amountMinor: '500', status: 'idea' };
  expect(pledgeStates([asked('declined')])).toEqual([idea]);
  expect(pledgeStates([asked('declined'), asked('requested')])).toMatchObject([
    { status: 'requested' },
  ]);
  expect(pledgeStates([asked('pledged', '400'), asked('withdrawn')])).toEqual([
    { ...idea, amountMinor: '400', status: 'pledged' },
  ]);
});

test('PL5 a signature goes with an amount that is promised, and with nothing else', () => {
  const seal = { contentHash: 'a' } as unknown as PledgeSeal;
  const sealed = (status: PledgeStatus, minor: string | null) =>
    pledgeStates([{ ...asked(status, minor), seal }])[0]?.signature;
  expect(sealed('certified', '500')).toBe(seal);
  expect(sealed('paid_in', '500')).toBe(seal);
  expect(sealed('declined', null)).toBeUndefined();
  expect(pledgeStates([asked('pledged', '5')])[0]).not.toHaveProperty('signature');
});

test('PL8 what was taken back was never asked; other sources stand for themselves', () => {
  expect(pledgeStates([asked('revoked')])).toEqual([]);
  expect(pledgeStates([asked('declined'), asked('revoked')])).toMatchObject([{ status: 'idea' }]);
  expect(
    pledgeStates([asked('certified', '500'), asked('declined', null, 't')]).map(
      ({ sourceId, status }) => `${sourceId} ${status}`,
    ),
  ).toEqual(['s certified', 't idea']);
});
