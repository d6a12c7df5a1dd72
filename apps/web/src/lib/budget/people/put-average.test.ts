import { addLine, readBudget } from '@samspel/documents/budget-document';
import { newDocument } from '@samspel/documents/open-document';
import { addPerson, readPeople } from '@samspel/documents/people-document';
import { openUndo } from '@samspel/documents/undo';
import { averageByFunction } from '@samspel/domain/budget/average-by-function';
import { proposeAverage } from '@samspel/domain/budget/propose-average';
import { expect, test } from 'vitest';
import { linkPeople, putAverage } from './put-average.ts';

const rules = {
  currency: 'EUR',
  euRateBp: 5000,
  minEuMinor: '0',
  maxEuMinor: '0',
  flatRates: {},
  fx: { currency: 'SEK' as const, numerator: 839, denominator: 100 },
};

test('one averaged line is one step of undo, which brings back the lines that it stood in for', () => {
  const budget = newDocument('budget');
  const people = newDocument('people');
  const me = { name: 'me' };
  const undo = openUndo(budget, 'budget', me);
  const staff = { functionTitle: 'Designer', unit: 'h', quantity: '300' };
  const first = addLine(budget, { cells: { ...staff, description: 'kept' } });
  addLine(budget, { cells: staff });
  for (const monthlySalaryMinor of ['4000000', '5000000']) {
    addPerson(people, { cells: { functionTitle: 'Designer', monthlySalaryMinor } });
  }
  const before = readBudget(budget, 'A').sheet;
  const { people: list } = readPeople(people);
  const [average] = averageByFunction(list);
  if (!average) throw new Error('no average');
  const marks = { onCosts: false, uprated: false };
  const proposal = proposeAverage(rules, average, { lines: before.lines, people: list }, marks);
  const id = putAverage(budget, proposal, me);
  linkPeople(people, average.personIds, id);
  expect(id).toBe(first);
  expect(readBudget(budget, 'A').sheet.lines).toMatchObject([
    { id, description: 'kept', quantity: '600', unitPriceMinor: '31395', currency: 'SEK' },
  ]);
  expect(readPeople(people).people.map(({ budgetLineId }) => budgetLineId)).toEqual([id, id]);
  undo.undo();
  expect(readBudget(budget, 'A').sheet).toEqual(before);
});
