import { expect, test } from 'vitest';
import { samplePartner } from '../proposal/application.fixture.ts';
import { checkConsortium } from './check-consortium.ts';

const [a, b] = [samplePartner('A'), samplePartner('B')];
const rulesOf = (...partners: Parameters<typeof checkConsortium>[0]) =>
  checkConsortium(partners).map(({ rule }) => rule);

test('EL3 exactly one lead partner has accepted', () => {
  expect(rulesOf(a, b)).toEqual([]);
  expect(rulesOf(b)).toEqual(['EL3']);
  expect(rulesOf(a, { ...b, role: 'lead' })).toEqual(['EL3']);
  expect(rulesOf({ ...a, status: 'left' }, b)).toEqual(['EL3']);
});

test('EL4 an organisation that is listed twice is pointed out', () => {
  const twin = { ...b, id: 'D', organisationNumber: a.organisationNumber };
  expect(checkConsortium([a, b, twin])).toMatchObject([
    { rule: 'EL4', severity: 'warning', params: { organisation: 'Mobile Heights', times: 2 } },
  ]);
  expect(rulesOf(a, { ...twin, status: 'declined' })).toEqual([]);
});

test('EL5 an invitation without an answer is pointed out', () => {
  const place = { kind: 'partners', partnerId: 'B' };
  expect(checkConsortium([a, { ...b, status: 'invited' }])).toMatchObject([{ rule: 'EL5', place }]);
});
