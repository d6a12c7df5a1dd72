import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addLine, setCell, setFlatRate } from './budget-document.ts';
import { cellWritings } from './cell-writings.ts';
import { newDocument } from './open-document.ts';

test('DO5 every value that a cell has had is found, the present one first, also once it was replaced', () => {
  const doc = newDocument('budget');
  const line = addLine(doc);
  const clocks: number[] = [];
  for (const quantity of ['2', '3', '4']) {
    clocks.unshift(Y.getState(doc.store, doc.clientID));
    setCell(doc, line, 'quantity', quantity);
  }
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  setCell(other, line, 'quantity', '5');
  const place = { root: 'lines', rowId: line, field: 'quantity' };
  const found = cellWritings(other, place);
  expect(found[0]?.client).toBe(other.clientID);
  expect(found.slice(1, 4).map(({ clock }) => clock)).toEqual(clocks);
  // The fifth is the line's first quantity.
  expect(found).toHaveLength(5);
  expect(cellWritings(other, place, 2)).toEqual(found.slice(0, 2));
});

test('DO5 a flat rate is a cell too, and what is not there was never written', () => {
  const doc = newDocument('budget');
  setFlatRate(doc, 'otherOnStaff', 4000);
  expect(cellWritings(doc, { root: 'flat', rowId: null, field: 'otherOnStaff' })).toHaveLength(1);
  expect(cellWritings(doc, { root: 'flat', rowId: null, field: 'x' })).toEqual([]);
  expect(cellWritings(doc, { root: 'lines', rowId: 'gone', field: 'x' })).toEqual([]);
});
