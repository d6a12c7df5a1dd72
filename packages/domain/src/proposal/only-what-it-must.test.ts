import { expect, test } from 'vitest';
import type { BudgetLine, BudgetSheet } from '../budget/budget-sheet.ts';
import { sampleApplication } from './application.fixture.ts';
import { openProposalChecker } from './check-proposal.ts';

/** A budget that counts how often its lines' prices are looked at. */
function counted(lines: number, seen: () => void): BudgetSheet {
  const [first] = Object.values(sampleApplication().budgets)[0]?.lines ?? [];
  if (!first) throw new Error('no line');
  const line = (at: number): BudgetLine => {
    const made = { ...first, id: `l${at}`, quantity: String(at) };
    return Object.defineProperty(made, 'unitPriceMinor', {
      enumerable: true,
      get: () => {
        seen();
        return '12345';
      },
    });
  };
  return { flat: {}, lines: Array.from({ length: lines }, (_, at) => line(at)) };
}

test('MO9 a keystroke in one of 50 partners computes that partner’s 300 lines and no other', () => {
  const application = sampleApplication();
  const [some] = application.partners;
  if (!some) throw new Error('no partner');
  const ids = Array.from({ length: 50 }, (_, at) => `p${at}`);
  application.partners = ids.map((id, at) => ({
    ...some,
    id,
    role: at === 0 ? 'lead' : 'partner',
  }));
  application.cofunding = {};
  const looks = new Map<string, number>();
  const look = (id: string) => () => void looks.set(id, (looks.get(id) ?? 0) + 1);
  application.budgets = Object.fromEntries(ids.map((id) => [id, counted(300, look(id))]));
  const check = openProposalChecker();

  const before = check(application);
  expect([...looks.keys()]).toEqual(ids);
  const [once] = looks.values();
  looks.clear();
  // Somebody writes a text, a clock strikes: no line is looked at.
  check({ ...application, now: application.now });
  expect(looks.size).toBe(0);
  // As a reading does: the partner whose document changed has a new sheet, the others their old one.
  const changed = counted(300, look('p7'));
  changed.flat = { officeOnStaff: 1500 };
  const after = check({ ...application, budgets: { ...application.budgets, p7: changed } });
  expect([...looks]).toEqual([['p7', once]]);
  expect(after.budget.partners.filter((one, at) => one !== before.budget.partners[at])).toEqual([
    after.budget.partners[7],
  ]);
});
