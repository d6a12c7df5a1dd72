import type { PledgeStatus, PledgeView } from '@samspel/domain/cofunding/cofunding-view';
import { expect, test } from 'vitest';
import { pledgeOf, withoutSource } from './pledge-of.ts';

const asked = (id: string, status: PledgeStatus, sourceId = 's') =>
  ({ id, status, partnerId: 'p', sourceId }) as PledgeView;
const idOf = (...pledges: PledgeView[]) => pledgeOf(pledges, { partnerId: 'p', sourceId: 's' })?.id;

test('PL8 what stands goes before any no, and the latest no before an earlier one', () => {
  expect(idOf()).toBeUndefined();
  expect(idOf(asked('1', 'revoked'), asked('2', 'pledged', 'other'))).toBeUndefined();
  expect(idOf(asked('1', 'declined'), asked('2', 'withdrawn'))).toBe('2');
  expect(idOf(asked('1', 'certified'), asked('2', 'declined'))).toBe('1');
  expect(idOf(asked('1', 'declined'), asked('2', 'requested'))).toBe('2');
});

test('PL8 what was asked or promised for a source that is gone is not forgotten; an answer that is no is', () => {
  const pledges = [
    asked('1', 'certified', 'gone'),
    asked('2', 'declined', 'gone'),
    asked('3', 'pledged'),
  ];
  expect(withoutSource(pledges, 'p', [{ id: 's' }]).map(({ id }) => id)).toEqual(['1']);
  expect(withoutSource(pledges, 'q', [])).toEqual([]);
});
