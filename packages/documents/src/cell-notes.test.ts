import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { addLine, readBudget, setCells } from './budget-document.ts';
import { newDocument } from './open-document.ts';
import { exchangeAll, openPeers } from './peers.fixture.ts';

const linesOf = (doc: Y.Doc) => readBudget(doc, 'p').sheet.lines;

test('notes of two cells of one line, written at once, both stay; an emptied one is gone', () => {
  const peers = openPeers('budget', 2);
  const [one, two] = peers as [Y.Doc, Y.Doc];
  const id = addLine(one, { cells: { note: 'whole' } });
  exchangeAll(peers);
  setCells(one, [{ lineId: id, cells: { 'note:quantity': 'By the timesheets' } }]);
  setCells(two, [{ lineId: id, cells: { 'note:q3': 'Holidays' } }]);
  exchangeAll(peers);
  for (const doc of peers) {
    expect(linesOf(doc)[0]).toMatchObject({
      note: 'whole',
      cellNotes: { quantity: 'By the timesheets', q3: 'Holidays' },
    });
  }
  setCells(one, [{ lineId: id, cells: { 'note:quantity': null, 'note:q3': '' } }]);
  expect(linesOf(one)[0]).not.toHaveProperty('cellNotes');
});

test('BU15 a note that is no text is reported; a name that no column has is passed over', () => {
  const doc = newDocument('budget');
  const id = addLine(doc);
  const line = (doc.getMap('lines') as Y.Map<Y.Map<unknown>>).get(id)!;
  line.set('note:unit', 7);
  line.set('note:__proto__', 'x');
  line.set('note:', 'x');
  line.set('note:period', `a${'b'.repeat(5000)}`);
  const { sheet, findings } = readBudget(doc, 'p');
  expect(Object.keys(sheet.lines[0]?.cellNotes ?? {})).toEqual(['period']);
  expect(sheet.lines[0]?.cellNotes?.period).toHaveLength(2000);
  expect(findings.map(({ rule, params }) => [rule, params.column])).toEqual([
    ['BU15', 'note:unit'],
  ]);
});
