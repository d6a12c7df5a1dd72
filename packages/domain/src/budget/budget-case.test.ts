import { expect, test } from 'vitest';
import { CaseError } from '../case-error.ts';
import { parseBudgetCase } from './budget-case.ts';
import example from './budget-example.json' with { type: 'json' };

/** The worked example with one value replaced at a path. */
function broken(path: (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(example);
  let node = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) node = node[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete node[last];
  else node[last] = value;
  return copy;
}

function complaint(value: unknown): string {
  try {
    parseBudgetCase(value);
  } catch (cause) {
    if (cause instanceof CaseError) return cause.message;
    throw cause;
  }
  return 'accepted';
}

const line = ['partners', 0, 'lines', 0];
const source = ['partners', 0, 'sources', 0];

test.each<[(string | number)[], unknown, string]>([
  [['call'], undefined, 'call:'],
  [['call', 'euRateBp'], '5000', 'call.euRateBp:'],
  [['call', 'euRateBp'], 50.5, 'call.euRateBp:'],
  [['call', 'euRateBp'], 10_001, 'call.euRateBp:'],
  [['call', 'minEuMinor'], 20000000, 'call.minEuMinor:'],
  [['call', 'minEuMinor'], '-1', 'call.minEuMinor:'],
  [['call', 'flatRates', 'coffee'], { maxBp: 1, adjustable: true }, 'call.flatRates.coffee:'],
  [['call', 'flatRates', 'otherOnStaff', 'maxBp'], -1, 'call.flatRates.otherOnStaff.maxBp:'],
  [['partners'], [], 'partners:'],
  [['partners'], undefined, 'partners:'],
  [['partners', 1, 'id'], 'A', 'partners[1].id:'],
  [['partners', 1, 'lines'], undefined, 'partners[1].lines:'],
  [['partners', 0, 'flat', 'coffee'], 1, 'partners[0].flat.coffee:'],
  [['partners', 0, 'flat', 'travelOnStaff'], 0.15, 'partners[0].flat.travelOnStaff:'],
  [[...line, 'category'], 'CATERING', 'partners[0].lines[0].category:'],
  [[...line, 'category'], undefined, 'partners[0].lines[0].category:'],
  [[...line, 'quantity'], 1, 'partners[0].lines[0].quantity:'],
  [[...line, 'quantity'], '1,5', 'partners[0].lines[0].quantity:'],
  [[...line, 'quantity'], '1.23456', 'partners[0].lines[0].quantity:'],
  [[...line, 'quantity'], '1234567890123', 'partners[0].lines[0].quantity:'],
  [[...line, 'quantity'], '1\n', 'partners[0].lines[0].quantity:'],
  [[...line, 'unitPriceMinor'], '-1', 'partners[0].lines[0].unitPriceMinor:'],
  [[...line, 'unitPriceMinor'], '1.5', 'partners[0].lines[0].unitPriceMinor:'],
  [[...line, 'unitPriceMinor'], '1'.repeat(16), 'partners[0].lines[0].unitPriceMinor:'],
  [[...line, 'unitPriceMinor'], undefined, 'partners[0].lines[0].unitPriceMinor:'],
  [[...line, 'quantitty'], '1', 'partners[0].lines[0].quantitty:'],
  [line, null, 'partners[0].lines[0]:'],
  [[...source, 'weight'], undefined, 'partners[0].sources[0]:'],
  [[...source, 'amountMinor'], '5', 'partners[0].sources[0]:'],
  [[...source, 'weight'], -1, 'partners[0].sources[0].weight:'],
  [[...source, 'weight'], 1_000_001, 'partners[0].sources[0].weight:'],
  [[...source, 'weight'], 1.5, 'partners[0].sources[0].weight:'],
  [[...source, 'id'], 's2', 'partners[0].sources[1].id:'],
])(
  'BU15 a case with %j as %j is refused with a line that names the field',
  (path, value, field) => {
    const lines = complaint(broken(path, value)).split('\n');
    expect(
      lines.some((text) => text.startsWith(field)),
      lines.join('\n'),
    ).toBe(true);
  },
);

test('BU15 what is no case at all is refused without a stack trace of its own', () => {
  for (const value of [null, undefined, 1, 'case', [], {}]) {
    expect(complaint(value)).not.toBe('accepted');
  }
});

test('BU16 a REVENUE line alone is negative', () => {
  const revenue = (unitPriceMinor: string) =>
    complaint(broken(line, { category: 'REVENUE', quantity: '1', unitPriceMinor }));
  expect(revenue('-5')).toBe('accepted');
  expect(revenue('0')).toBe('accepted');
  expect(revenue('5')).toContain('partners[0].lines[0].unitPriceMinor:');
  expect(revenue('-')).toContain('partners[0].lines[0].unitPriceMinor:');
});

test('BU15 partners without flat rates or sources may leave them out', () => {
  const { call } = example;
  expect(complaint({ call, partners: [{ id: 'A', lines: [] }] })).toBe('accepted');
});
