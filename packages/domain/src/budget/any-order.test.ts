import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet } from '../../../../tests/support/any-budget.ts';
import { computeBudget } from './compute-budget.ts';

/** The same things in another order. */
function shuffled<T>(items: readonly T[], keys: readonly number[]): T[] {
  return items
    .map((item, at) => ({ item, key: keys[at % keys.length] ?? 0, at }))
    .sort((a, b) => a.key - b.key || b.at - a.at)
    .map(({ item }) => item);
}

test('MO9 no amount depends on the order of partners or of their lines', () => {
  const keys = fc.array(fc.nat(99), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(anyRules, fc.array(anySheet, { maxLength: 5 }), keys, (call, sheets, order) => {
      const partners = sheets.map((sheet, at) => ({ id: `p${at}`, ...sheet, sources: [] }));
      const other = shuffled(partners, order).map((partner) => ({
        ...partner,
        lines: shuffled(partner.lines, order),
      }));
      const [one, two] = [partners, other].map((some) => computeBudget({ call, partners: some }));
      if (!one || !two) throw new Error('nothing computed');
      expect([two.total, two.eu, two.own]).toEqual([one.total, one.eu, one.own]);
      const byId = new Map(two.partners.map((partner) => [partner.id, partner]));
      for (const partner of one.partners) {
        const { findings: _, ...money } = partner;
        expect(byId.get(partner.id)).toMatchObject(money);
      }
      const rules = (budget: typeof one) => budget.findings.map(({ rule }) => rule).sort();
      expect(rules(two)).toEqual(rules(one));
    }),
  );
});
