import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  addLine,
  moveLine,
  readBudget,
  removeLine,
  restoreLine,
  setCell,
  setFlatRate,
} from './budget-document.ts';
import {
  type CellConflict,
  keepTheirs,
  readCells,
  reconcileOfflineCells,
  takeMine,
} from './offline-cells.ts';
import { copyOf, exchangeAll, openPeers, pull } from './peers.fixture.ts';

/** One writes offline, the other goes on; `mineWins` says whose client id Yjs prefers. */
function part(mineWins: boolean) {
  const [low, high] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
  const [mine, theirs] = mineWins ? [high, low] : [low, high];
  const line = addLine(theirs, { cells: { note: 'start', quantity: '1' } });
  const second = addLine(theirs);
  pull(mine, theirs);
  const base = readCells(copyOf(mine, 'budget'), 'budget');
  const meet = () => {
    const before = reconcileOfflineCells(
      base,
      readCells(mine, 'budget'),
      readCells(theirs, 'budget'),
    );
    exchangeAll([mine, theirs]);
    return before;
  };
  return { mine, theirs, line, second, meet };
}

const noteOf = (doc: Y.Doc) => readBudget(doc, 'A').sheet.lines[0]?.note;

test.each([true, false])('DO4 a cell that others changed keeps their value (%j)', (mineWins) => {
  const { mine, theirs, line, meet } = part(mineWins);
  setCell(mine, line, 'note', 'offline');
  setCell(theirs, line, 'note', 'later');
  const { conflicts } = meet();
  expect(conflicts).toEqual([
    { root: 'lines', rowId: line, field: 'note', mine: 'offline', theirs: 'later' },
  ]);
  keepTheirs(mine, conflicts);
  exchangeAll([mine, theirs]);
  expect([noteOf(mine), noteOf(theirs)]).toEqual(['later', 'later']);
  takeMine(mine, conflicts[0] as CellConflict);
  exchangeAll([mine, theirs]);
  expect([noteOf(mine), noteOf(theirs)]).toEqual(['offline', 'offline']);
});

test('DO4 what only one of both changed, or both to the same, is no conflict and is kept', () => {
  const { mine, theirs, line, second, meet } = part(true);
  setCell(mine, line, 'note', 'mine');
  setCell(theirs, line, 'description', 'theirs');
  setCell(mine, second, 'unit', 'hour');
  setCell(theirs, second, 'unit', 'hour');
  addLine(mine);
  expect(meet()).toEqual({ conflicts: [], removedRows: [] });
  expect(readBudget(mine, 'A').sheet.lines).toHaveLength(3);
  expect(readBudget(theirs, 'A').sheet.lines[0]).toMatchObject({
    note: 'mine',
    description: 'theirs',
  });
});

test('DO4 flat rates are cells too; the order of rows is not a matter for a person', () => {
  const { mine, theirs, line, second, meet } = part(true);
  setFlatRate(mine, 'otherOnStaff', 4000);
  setFlatRate(theirs, 'otherOnStaff', 3000);
  moveLine(mine, line, second);
  moveLine(theirs, line, second);
  const { conflicts } = meet();
  expect(conflicts).toEqual([
    { root: 'flat', rowId: null, field: 'otherOnStaff', mine: 4000, theirs: 3000 },
  ]);
  keepTheirs(mine, conflicts);
  expect(readBudget(mine, 'A').sheet.flat).toEqual({ otherOnStaff: 3000 });
});

test('DO4 a line that others removed while one wrote in it is named, and can be restored', () => {
  const { mine, theirs, line, meet } = part(false);
  setCell(mine, line, 'note', 'offline');
  removeLine(theirs, line);
  const { conflicts, removedRows } = meet();
  expect(conflicts).toEqual([]);
  expect(removedRows).toEqual([{ root: 'lines', rowId: line }]);
  restoreLine(mine, line);
  expect(noteOf(mine)).toBe('offline');
});

test('DO4 whatever both did, after keeping theirs every cell they changed has their value', () => {
  const cell = fc.record({
    line: fc.nat(1),
    field: fc.constantFrom('note', 'unit'),
    value: fc.nat(3),
  });
  const edits = fc.array(cell, { maxLength: 8 });
  fc.assert(
    fc.property(fc.boolean(), edits, edits, (mineWins, own, others) => {
      const { mine, theirs, line, second, meet } = part(mineWins);
      const write = (doc: Y.Doc, list: typeof own) => {
        for (const one of list) {
          const row = one.line === 0 ? line : second;
          setCell(doc, row, one.field as 'note' | 'unit', String(one.value));
        }
      };
      write(mine, own);
      write(theirs, others);
      const before = readCells(theirs, 'budget');
      const own2 = readCells(mine, 'budget');
      const { conflicts } = meet();
      keepTheirs(mine, conflicts);
      exchangeAll([mine, theirs]);
      const after = readCells(theirs, 'budget');
      expect(readCells(mine, 'budget')).toEqual(after);
      for (const { rowId, field, theirs: value } of conflicts) {
        expect(after.get(`lines/${rowId}/${field}`)).toBe(value);
      }
      for (const [address, value] of after) {
        expect([before.get(address), own2.get(address)]).toContain(value);
      }
    }),
  );
});
