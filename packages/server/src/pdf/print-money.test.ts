import { sampleApplication } from '@samspel/domain/proposal/application.fixture';
import { canonicalApplication } from '@samspel/domain/proposal/canonical-application';
import { expect, test } from 'vitest';
import { printBudget } from './print-money.ts';

/** The rows of partner A's costs, with what stands above them. */
function printed(change: (application: ReturnType<typeof sampleApplication>) => void) {
  const application = sampleApplication();
  change(application);
  const blocks = printBudget('en', canonicalApplication(application, ''));
  // The first lead is the chapter's, the second partner A's.
  const leads = blocks.flatMap(({ t }, at) => (t === 'lead' ? [at] : []));
  const [lead, table] = blocks.slice(leads[1]);
  if (lead?.t !== 'lead' || table?.t !== 'table') throw new Error('no costs');
  return { lead: lead.text, rows: table.rows.map(({ cells }) => cells.map(String)) };
}

test('a model’s own flat rates stand for their lines, and the model is named', () => {
  const { lead, rows } = printed((application) => {
    const budget = application.budgets.A;
    if (!budget) throw new Error('no budget');
    const [line] = budget.lines;
    if (!line) throw new Error('no line');
    const travel = { ...line, id: 'trip', category: 'TRAVEL' as const, description: 'Trip' };
    application.budgets.A = { model: 'fifteen_fifteen', flat: {}, lines: [line, travel] };
  });
  expect(lead).toBe('Cost model: Staff with flat rates for office and travel');
  expect(rows.flat().join(' ')).not.toContain('Trip');
  expect(rows.filter(([what]) => what?.includes('15')).length).toBe(2);
});

test('a line is printed at what it counts, in the call’s currency', () => {
  const { rows } = printed((application) => {
    const [line] = application.budgets.A?.lines ?? [];
    if (!line) throw new Error('no line');
    application.call = {
      ...application.call,
      lkpBp: 5000,
      fx: { currency: 'SEK', numerator: 10, denominator: 1 },
    };
    const pay = { quantity: '2', unitPriceMinor: '100000', currency: 'SEK' as const };
    application.budgets.A = { flat: {}, lines: [{ ...line, ...pay, onCosts: true }] };
  });
  const row = rows.find(([what]) => what?.includes('(on-costs)'));
  expect(row?.slice(2)).toEqual(['1,000.00 SEK', '300.00']);
});
