import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  addLine,
  moveLine,
  readBudget,
  removeLine,
  setCell,
  setFlatRate,
} from './budget-document.ts';
import { keepTheirs, readCells, takeMine, valueAt } from './cell-conflict.ts';
import { type ConcurrentCell, watchConcurrentCells } from './concurrent-cells.ts';
import { exchangeAll, openPeers, pull } from './peers.fixture.ts';

/** One writes, away or not, the other goes on; `mineWins` says whose client id Yjs prefers. */
function part(mineWins: boolean, online = false) {
  const [low, high] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
  const [mine, theirs] = mineWins ? [high, low] : [low, high];
  const line = addLine(theirs, { cells: { note: 'start', quantity: '1' } });
  const second = addLine(theirs);
  pull(mine, theirs);
  const told: ConcurrentCell[] = [];
  watchConcurrentCells(
    mine,
    'budget',
    { online: () => online, unsentClocks: () => new Map() },
    (cells) => told.push(...cells),
  );
  const meet = () => {
    // The server's log comes first, as it does on return: peers forget a value that lost.
    pull(mine, theirs);
    exchangeAll([mine, theirs]);
    return told;
  };
  return { mine, theirs, line, second, meet };
}

const noteOf = (doc: Y.Doc) => readBudget(doc, 'A').sheet.lines[0]?.note;

test.each([true, false])('DO4 a cell that others changed keeps their value (%j)', (mineWins) => {
  const { mine, theirs, line, meet } = part(mineWins);
  setCell(mine, line, 'note', 'offline');
  setCell(theirs, line, 'note', 'later');
  const cells = meet();
  const place = { root: 'lines', rowId: line, field: 'note' };
  const stands = mineWins ? 'mine' : 'theirs';
  const by = theirs.clientID;
  expect(cells).toEqual([{ ...place, mine: 'offline', theirs: 'later', by, stands, away: true }]);
  keepTheirs(mine, cells);
  exchangeAll([mine, theirs]);
  expect([noteOf(mine), noteOf(theirs)]).toEqual(['later', 'later']);
  takeMine(mine, cells[0]!);
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
  expect(meet()).toEqual([]);
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
  const cells = meet();
  expect(cells).toMatchObject([
    { root: 'flat', rowId: null, field: 'otherOnStaff', mine: 4000, theirs: 3000 },
  ]);
  keepTheirs(mine, cells);
  expect(readBudget(mine, 'A').sheet.flat).toEqual({ otherOnStaff: 3000 });
});

test('DO4 a line that others removed while one wrote in it is named, and can be restored', () => {
  const { mine, theirs, line, meet } = part(false);
  setCell(mine, line, 'note', 'offline');
  removeLine(theirs, line);
  const [removal, ...rest] = meet();
  expect(rest).toEqual([]);
  const place = { root: 'lines', rowId: line, field: 'deleted' };
  expect(removal).toMatchObject({ ...place, mine: false, theirs: true, by: theirs.clientID });
  takeMine(mine, removal!);
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
      const cells = meet();
      keepTheirs(mine, cells);
      exchangeAll([mine, theirs]);
      const after = readCells(theirs, 'budget');
      expect(readCells(mine, 'budget')).toEqual(after);
      for (const { rowId, field, theirs: value } of cells) {
        expect(after.get(`lines/${rowId}/${field}`)).toBe(value);
      }
      for (const { line: at, field } of others) {
        const address = `lines/${at === 0 ? line : second}/${field}`;
        expect(after.get(address)).toBe(before.get(address));
      }
      for (const [address, value] of after) {
        expect([before.get(address), own2.get(address)]).toContain(value);
      }
    }),
  );
});

test('DO4 online, the one whose value lost is told, and only that one', () => {
  for (const mineWins of [true, false]) {
    const { mine, theirs, line, meet } = part(mineWins, true);
    setCell(mine, line, 'note', 'mine');
    setCell(theirs, line, 'note', 'theirs');
    const cells = meet();
    expect(noteOf(mine)).toBe(mineWins ? 'mine' : 'theirs');
    expect(cells.map(({ stands, away }) => [stands, away])).toEqual(
      mineWins ? [] : [['theirs', false]],
    );
  }
});

test('DO4 whoever saw a value and changed it has overwritten nobody', () => {
  const { mine, theirs, line, meet } = part(false);
  setCell(mine, line, 'note', 'mine');
  pull(theirs, mine);
  setCell(theirs, line, 'note', 'better');
  setCell(theirs, line, 'note', 'best');
  expect(meet()).toEqual([]);
  setCell(mine, line, 'note', 'mine again');
  expect(meet()).toEqual([]);
  expect(noteOf(theirs)).toBe('mine again');
});

test.each([true, false])(
  'DO4 what an earlier page left unsent is told as well (%j)',
  (mineWins) => {
    const [low, high] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
    const [gone, theirs] = mineWins ? [high, low] : [low, high];
    const line = addLine(theirs, { cells: { note: 'start' } });
    pull(gone, theirs);
    setCell(gone, line, 'unit', 'h');
    pull(theirs, gone);
    const from = Y.getState(gone.store, gone.clientID);
    const had = Y.encodeStateVector(gone);
    setCell(gone, line, 'note', 'left');
    const left = Y.encodeStateAsUpdate(gone, had);
    setCell(theirs, line, 'note', 'later');

    // The page is new and has nothing but what was left: it fits in when the rest arrives.
    const page = new Y.Doc();
    page.clientID = 2000;
    const told: ConcurrentCell[] = [];
    const unsentClocks = () => new Map([[gone.clientID, from]]);
    watchConcurrentCells(page, 'budget', { online: () => true, unsentClocks }, (edits) =>
      told.push(...edits),
    );
    Y.applyUpdate(page, left);
    Y.applyUpdate(page, Y.encodeStateAsUpdate(theirs));
    expect(told).toMatchObject([
      { rowId: line, field: 'note', mine: 'left', theirs: 'later', away: true },
    ]);
    keepTheirs(page, told);
    expect(valueAt(page, { root: 'lines', rowId: line, field: 'note' })).toBe('later');
  },
);
