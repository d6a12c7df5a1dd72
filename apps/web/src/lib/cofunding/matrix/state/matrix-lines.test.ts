import { computePartner } from '@samspel/domain/budget/compute-partner';
import type { FundingSource } from '@samspel/domain/cofunding/cofunding-sheet';
import { cofundingMatrix, type MatrixPartner } from '@samspel/domain/cofunding/matrix';
import { termsOf } from '@samspel/domain/cofunding/split-sources';
import { describe, expect, it } from 'vitest';
import { balancePlan } from './balance-plan.ts';
import { addressOf, matrixColumns, matrixFoot, matrixLines } from './matrix-lines.ts';
import { readShare, shareText } from './share-input.ts';

const source = (id: string, change: Partial<FundingSource> = {}): FundingSource => ({
  ...{ id, funderName: 'Region', legal: 'public', form: 'cash', mode: 'amount' },
  ...{ amountMinor: '0', weight: 1, status: 'idea' },
  ...change,
});

function partner(id: string, sources: FundingSource[]): MatrixPartner {
  const rules = { currency: 'EUR', euRateBp: 5000, minEuMinor: '0', maxEuMinor: '9' } as const;
  const lines = [{ category: 'STAFF', quantity: '1', unitPriceMinor: '2001' } as const];
  const budget = computePartner(
    { ...rules, flatRates: {} },
    { id, lines, flat: {}, sources: termsOf(sources) },
  );
  return { budget, sheet: { sources }, pledges: [] };
}

const partners = [
  partner('A', [
    source('a1', { amountMinor: '300' }),
    source('a2', { amountMinor: '200' }),
    source('a3', { amountMinor: '1', locked: true, funderName: 'Own funds' }),
  ]),
  partner('B', [source('b1', { mode: 'weight', weight: 3 })]),
  partner('C', [source('c1', { amountMinor: '2000' })]),
];
const matrix = cofundingMatrix(partners);

describe('the table of funders and partners', () => {
  it('gives a second source of the same funder a line of its own, and loses none', () => {
    const lines = matrixLines(matrix);
    expect(lines.map(({ cells }) => [...cells.values()].map(({ sourceId }) => sourceId))).toEqual([
      ['a1', 'b1', 'c1'],
      ['a2'],
      ['a3'],
    ]);
    expect(lines.map(({ first }) => first)).toEqual([true, false, true]);
    expect(addressOf(lines, { partnerId: 'A', sourceId: 'a2' })).toEqual({
      row: lines[1]?.id,
      column: 'A',
    });
    expect(addressOf(lines, { partnerId: 'B', sourceId: 'a2' })).toBeNull();
    expect(matrixColumns(matrix)).toEqual(['funder', 'A', 'B', 'C', 'sum']);
  });

  it('adds up to the cent, down and across', () => {
    const [sourced, own, uncovered, confirmed] = matrixFoot(matrix);
    expect([...(sourced?.amounts.values() ?? [])]).toEqual([501n, 1001n, 2000n]);
    expect([...(uncovered?.amounts.values() ?? [])]).toEqual([500n, 0n, -999n]);
    expect((sourced?.sum ?? 0n) + (uncovered?.sum ?? 0n)).toBe(own?.sum);
    expect(matrix.rows.reduce((sum, row) => sum + row.amount, 0n)).toBe(sourced?.sum);
    expect(confirmed?.sum).toBe(0n);
  });
});

describe('MO16 a proposal for everybody whom one may write', () => {
  it('keeps each partner’s part to itself, and names what cannot be balanced', () => {
    const { parts, missing, excess } = balancePlan(partners, () => true);
    expect([missing, excess]).toEqual([500n, 999n]);
    expect(parts.map(({ partnerId, left }) => [partnerId, left])).toEqual([
      ['A', 0n],
      ['C', 0n],
    ]);
    expect(parts[0]?.changes.map(({ sourceId, from, to }) => [sourceId, from, to])).toEqual([
      ['a1', 300n, 600n],
      ['a2', 200n, 400n],
    ]);
    const locked = [partner('A', [source('a', { amountMinor: '5', locked: true })])];
    expect(balancePlan(locked, () => true).parts).toMatchObject([{ changes: [], left: 996n }]);
    expect(balancePlan(partners, (id) => id === 'B').parts).toEqual([]);
  });
});

describe('what is typed into a cell', () => {
  it('is an amount, or a weight with a cross beside it', () => {
    expect(readShare('12 300,50', 'sv')).toEqual({ ok: true, share: { amountMinor: '1230050' } });
    for (const text of ['×3', 'x 3', '3x', '3 ×', '*3']) {
      expect(readShare(text, 'en'), text).toEqual({ ok: true, share: { weight: 3 } });
    }
  });

  it('is refused with what is wrong with it', () => {
    for (const [text, fault] of [
      ['x', 'weight'],
      ['2.5x', 'weight'],
      ['x1000001', 'weight'],
      ['-5', 'negative'],
      ['', 'empty'],
      ['many', 'not_a_number'],
      ['99999999999999999', 'too_large'],
    ] as const) {
      expect(readShare(text, 'en'), text).toEqual({ ok: false, fault });
    }
  });

  it('opens with what reads back the same', () => {
    const cells = matrix.rows.flatMap((row) => row.cells);
    for (const cell of cells) {
      const share = cell.mode === 'weight' ? { weight: 3 } : { amountMinor: String(cell.amount) };
      expect(readShare(shareText(cell, 'sv'), 'sv')).toEqual({ ok: true, share });
    }
    expect(shareText(undefined, 'sv')).toBe('');
  });
});
