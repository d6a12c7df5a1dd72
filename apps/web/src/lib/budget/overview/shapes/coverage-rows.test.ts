import { openBudgetComputer } from '@samspel/domain/budget/compute-budget';
import { sampleApplication, sampleCall } from '@samspel/domain/proposal/application.fixture';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, anySources } from '../../../../../../../tests/support/any-budget.ts';
import { coverageKinds, coverageRows } from './coverage-rows.ts';

test('MO15 the worked example is covered by pledges to the cent', () => {
  const { partners, budgets, cofunding, pledges } = sampleApplication();
  const sheets = partners.map(({ id }) => ({ id, budget: budgets[id], cofunding: cofunding[id] }));
  const budget = openBudgetComputer()(sampleCall, sheets);
  const [all, ...each] = coverageRows({ cofunding, pledges }, budget);
  expect(all).toMatchObject({ partnerId: null, own: 22421509n, excess: 0n });
  expect(all?.parts).toMatchObject({ pledged: 22421509n, missing: 0n });
  expect(each.map(({ partnerId, own }) => [partnerId, own])).toEqual([
    ['A', 10566667n],
    ['B', 6913580n],
    ['C', 4941262n],
  ]);
});

test('MO15 whatever is entered, the parts of a bar are what is to be covered and the excess', () => {
  fc.assert(
    fc.property(anyRules, anySheet, anySources, (rules, sheet, sources) => {
      const cofunding = { A: { sources } };
      const budget = openBudgetComputer()(rules, [
        { id: 'A', budget: sheet, cofunding: cofunding.A },
      ]);
      for (const { own, excess, parts } of coverageRows({ cofunding, pledges: [] }, budget)) {
        const sum = coverageKinds.reduce((all, kind) => all + parts[kind], 0n);
        expect(sum).toBe(own + excess);
        expect(parts.missing === 0n || excess === 0n).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
