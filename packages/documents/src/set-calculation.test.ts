import { expect, test } from 'vitest';
import { addLine, readBudget, setFlatRate, setModel } from './budget-document.ts';
import { newDocument } from './open-document.ts';
import { setCalculation } from './set-calculation.ts';
import { openUndo } from './undo.ts';

test('DO5 a model and its rates are one step of undo; rates that a file does not name stay or go', () => {
  const doc = newDocument('budget');
  const me = { name: 'me' };
  const undo = openUndo(doc, 'budget', me);
  addLine(doc);
  setFlatRate(doc, 'travelOnStaff', 1000);
  const read = () => {
    const { model, flat } = readBudget(doc, 'A').sheet;
    return { model, flat };
  };
  const before = read();
  const file = { model: 'flat_staff' as const, flat: { staffOnDirect: 2000 } };
  setCalculation(doc, file, false, me);
  expect(read()).toEqual({
    model: 'flat_staff',
    flat: { staffOnDirect: 2000, travelOnStaff: 1000 },
  });
  undo.undo();
  expect(read()).toEqual(before);
  setCalculation(doc, file, true, me);
  expect(read()).toEqual(file);
  setModel(doc, 'real_cost');
  setCalculation(doc, { model: null, flat: {} }, true);
  expect(read()).toEqual({ model: 'real_cost', flat: {} });
});
