import { amountOf, linePeriods, quantitiesOver } from '@samspel/domain/budget/line-money';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import { timelineOf } from '@samspel/domain/budget/timeline';
import { costModels } from '@samspel/domain/call/call';
import { parseQuantity } from '@samspel/domain/money/quantity';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  addLine,
  readBudget,
  removeLine,
  restoreLine,
  setCell,
  setModel,
  setPeriodQuantity,
} from './budget-document.ts';
import { readCells } from './cell-conflict.ts';
import { newDocument } from './open-document.ts';
import { exchangeAll, openPeers, pull } from './peers.fixture.ts';
import { openUndo } from './undo.ts';

const rules: MoneyRules = {
  currency: 'EUR',
  euRateBp: 5000,
  minEuMinor: '0',
  maxEuMinor: '999999999999999',
  flatRates: {},
  fx: { currency: 'SEK', numerator: 839, denominator: 100 },
  lkpBp: 4524,
  upratingBp: 240,
  timeline: timelineOf({ periods: { lengthMonths: 6, max: 6 } }, 24),
};

const edit = fc.record({
  peer: fc.nat(7),
  what: fc.nat(9),
  row: fc.nat(10),
  period: fc.integer({ min: 1, max: 6 }),
  value: fc.nat(1_000_000),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(peers: readonly Y.Doc[], { peer, what, row, period, value }: Edit): void {
  const doc = peers[peer];
  if (!doc) return;
  const { sheet, removed } = readBudget(doc, 'A');
  const all = [...sheet.lines, ...removed];
  const id = all[row % Math.max(1, all.length)]?.id ?? 'nobody';
  if (what === 0) addLine(doc, { cells: { unitPriceMinor: String(value) } });
  else if (what === 1) (value % 2 ? removeLine : restoreLine)(doc, id);
  else if (what === 2) setCell(doc, id, 'quantity', String(value / 10_000));
  else if (what === 3) setCell(doc, id, 'unitPriceMinor', String(value));
  else if (what === 4) setCell(doc, id, 'currency', value % 2 ? 'SEK' : 'EUR');
  else if (what === 5) setCell(doc, id, value % 2 ? 'uprated' : 'onCosts', value % 3 > 0);
  else if (what === 6) setModel(doc, costModels[value % costModels.length] ?? null);
  else if (what === 7) pull(doc, peers[value % peers.length] ?? doc);
  else setPeriodQuantity(doc, id, period, value % 5 ? String(value / 10_000) : null);
}

test('DO6 whatever eight people enter at once, every line’s periods sum to the line, for everybody', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 80 }), (edits) => {
      const peers = openPeers('budget', 8);
      for (const one of edits) {
        apply(peers, one);
        const doc = peers[one.peer];
        if (doc) assertSums(doc);
      }
      exchangeAll(peers);
      const [first, ...others] = peers.map((doc) => readBudget(doc, 'A'));
      for (const other of others) expect(other).toEqual(first);
      for (const doc of peers) assertSums(doc);
    }),
  );
});

function assertSums(doc: Y.Doc): void {
  const { timeline } = rules;
  for (const line of readBudget(doc, 'A').sheet.lines) {
    const amount = amountOf(rules, line);
    if (amount === null || !timeline) throw new Error('no amount');
    const parts = linePeriods(rules, line, amount).reduce((sum: bigint, part) => sum + part, 0n);
    if (parts !== amount) throw new Error(`${parts} instead of ${amount}`);
    const quantity = quantitiesOver(timeline, line).reduce((sum, part) => sum + part, 0n);
    if (quantity !== parseQuantity(line.quantity)) throw new Error('hours were lost or invented');
  }
}

test('DO1 two people who write two periods of a line at once both keep theirs', () => {
  const [a, b] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
  const line = addLine(a);
  pull(b, a);
  setPeriodQuantity(a, line, 1, '10');
  setPeriodQuantity(b, line, 2, '20');
  exchangeAll([a, b]);
  for (const doc of [a, b]) {
    expect(readBudget(doc, 'A').sheet.lines[0]?.perPeriod).toEqual({ 1: '10', 2: '20' });
  }
  expect(readCells(a, 'budget').get(`lines/${line}/q2`)).toBe('20');
  setPeriodQuantity(a, line, 1, null);
  setPeriodQuantity(a, line, 2, null);
  expect(readBudget(a, 'A').sheet.lines[0]).not.toHaveProperty('perPeriod');
  expect(setPeriodQuantity(a, line, 0, '1')).toBe(false);
});

test('DO1 a model is chosen and un-chosen as one cell, and marks are set and taken away', () => {
  const doc = newDocument('budget');
  const me = { name: 'me' };
  const undo = openUndo(doc, 'budget', me);
  const line = addLine(doc, { cells: { uprated: true } });
  setModel(doc, 'lump_sum', me);
  expect(readBudget(doc, 'A').sheet.model).toBe('lump_sum');
  undo.undo();
  expect(readBudget(doc, 'A').sheet).not.toHaveProperty('model');
  setModel(doc, 'unit_cost');
  setModel(doc, null);
  setCell(doc, line, 'uprated', false);
  const { sheet, findings } = readBudget(doc, 'A');
  expect(sheet).not.toHaveProperty('model');
  expect(sheet.lines[0]).not.toHaveProperty('uprated');
  expect(findings).toEqual([]);
});

test('BU15 a period, a mark or a model of anything else is named, and counts as absent', () => {
  const doc = newDocument('budget');
  const id = addLine(doc);
  const line = doc.getMap('lines').get(id) as Y.Map<unknown>;
  for (const [field, value] of Object.entries({ q1: 5, q2: '1,5', q0: 'x', onCosts: 'yes' })) {
    line.set(field, value);
  }
  doc.getMap('flat').set('model', 'barter');
  const { sheet, findings } = readBudget(doc, 'A');
  expect(Object.keys(sheet)).toEqual(['lines', 'flat']);
  expect(sheet.lines[0]).not.toHaveProperty('perPeriod');
  const columns = findings.map(({ rule, params }) => `${rule} ${params.column}`);
  expect(columns.sort()).toEqual(['model', 'onCosts', 'q1', 'q2'].map((one) => `BU15 ${one}`));
});
