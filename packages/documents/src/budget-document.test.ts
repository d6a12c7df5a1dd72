import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  addLine,
  moveLine,
  readBudget,
  removeLine,
  restoreLine,
  setCell,
  setCells,
  setFlatRate,
} from './budget-document.ts';
import { newDocument } from './open-document.ts';
import { exchangeAll, openPeers, pull } from './peers.fixture.ts';
import { openUndo } from './undo.ts';

const ids = (doc: Y.Doc) => readBudget(doc, 'A').sheet.lines.map(({ id }) => id);

describe('lines', () => {
  test('BU15 that are no rows are named without what a database cannot store', () => {
    const doc = newDocument('budget');
    doc.getMap('lines').set('a\u0000\ud800', 1);
    const [finding] = readBudget(doc, 'A').findings;
    expect(finding?.subject).toBe('line:A/a\ufffd');
  });

  test('DO1 stand where they are put, and move', () => {
    const doc = newDocument('budget');
    const first = addLine(doc);
    const third = addLine(doc);
    const second = addLine(doc, { after: first });
    const front = addLine(doc, { after: null });
    expect(ids(doc)).toEqual([front, first, second, third]);
    moveLine(doc, front, third);
    expect(ids(doc)).toEqual([first, second, third, front]);
    moveLine(doc, third, null);
    expect(ids(doc)).toEqual([third, first, second, front]);
    moveLine(doc, first, first);
    expect(ids(doc)).toEqual([third, first, second, front]);
  });

  test('DO1 that two people add at one place are both kept, in one order for both', () => {
    const [a, b] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
    const top = addLine(a);
    pull(b, a);
    const mine = addLine(a, { after: top });
    const theirs = addLine(b, { after: top });
    exchangeAll([a, b]);
    expect(ids(a)).toEqual(ids(b));
    expect([...ids(a)].sort()).toEqual([top, mine, theirs].sort());
    const between = addLine(a, { after: ids(a)[1] ?? null });
    expect(ids(a)[2]).toBe(between);
  });

  test('DO1 that are removed while somebody writes in them keep what was written, and come back', () => {
    const [a, b] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
    const line = addLine(a, { cells: { unitPriceMinor: '12000' } });
    pull(b, a);
    removeLine(a, line);
    setCell(b, line, 'unitPriceMinor', '15000');
    exchangeAll([a, b]);
    expect(ids(a)).toEqual([]);
    expect(readBudget(a, 'A').removed).toMatchObject([{ id: line, unitPriceMinor: '15000' }]);
    restoreLine(a, line);
    expect(readBudget(a, 'A').sheet.lines).toMatchObject([{ unitPriceMinor: '15000' }]);
  });

  test('DO1 keep one of two numbers written at once, never a mixture of both', () => {
    const [a, b] = openPeers('budget', 2) as [Y.Doc, Y.Doc];
    const line = addLine(a);
    pull(b, a);
    setCell(a, line, 'unitPriceMinor', '12000');
    setCell(b, line, 'unitPriceMinor', '15000');
    exchangeAll([a, b]);
    const [at, bt] = [a, b].map((doc) => readBudget(doc, 'A').sheet.lines[0]?.unitPriceMinor);
    expect(at).toBe(bt);
    expect(['12000', '15000']).toContain(at);
  });

  test('DO1 that are not there take no cell', () => {
    const doc = newDocument('budget');
    expect(setCell(doc, 'nobody', 'note', 'x')).toBe(false);
    expect(removeLine(doc, 'nobody')).toBe(false);
    expect(moveLine(doc, 'nobody', null)).toBe(false);
    setCells(doc, [{ lineId: 'nobody', cells: { note: 'x' } }]);
    expect(ids(doc)).toEqual([]);
  });
});

describe('reading', () => {
  test('DO2 gives back what was written', () => {
    const doc = newDocument('budget');
    const cells = {
      category: 'REVENUE',
      description: 'Fees',
      functionTitle: '',
      unit: 'piece',
      quantity: '12.5',
      unitPriceMinor: '-100',
      currency: 'SEK',
      period: 2,
      workPackage: 'wp1',
      note: 'n',
    } as const;
    const id = addLine(doc, { cells });
    setFlatRate(doc, 'otherOnStaff', 4000);
    setFlatRate(doc, 'travelOnStaff', 1500);
    setFlatRate(doc, 'travelOnStaff', null);
    expect(readBudget(doc, 'A')).toEqual({
      sheet: { lines: [{ id, ...cells }], flat: { otherOnStaff: 4000 } },
      removed: [],
      findings: [],
    });
  });

  test('BU15 a cell with anything else becomes a default and is named, at its place', () => {
    const doc = newDocument('budget');
    const id = addLine(doc);
    const line = doc.getMap('lines').get(id) as Y.Map<unknown>;
    for (const [field, value] of [
      ['category', 'CATERING'],
      ['quantity', '1,5'],
      ['unitPriceMinor', 12.5],
      ['currency', 'USD'],
      ['period', 0.5],
      ['note', { deep: true }],
      ['unit', 'h\u0000\ud800'],
    ]) {
      line.set(String(field), value);
    }
    doc.getMap('lines').set('broken', 'a string');
    doc.getMap('flat').set('otherOnStaff', '4000');
    const { sheet, findings } = readBudget(doc, 'A');
    expect(sheet.lines).toMatchObject([
      { category: 'STAFF', quantity: '0', unitPriceMinor: '0', currency: 'EUR', period: null },
    ]);
    expect(sheet.lines[0]?.unit).toBe('h\ufffd');
    expect(sheet.flat).toEqual({});
    const columns = findings.map(({ rule, params }) => `${rule} ${params.column}`);
    expect(columns.sort()).toEqual(
      [
        'category',
        'currency',
        'line',
        'note',
        'otherOnStaff',
        'period',
        'quantity',
        'unitPriceMinor',
      ]
        .map((column) => `BU15 ${column}`)
        .sort(),
    );
    expect(findings.find(({ params }) => params.column === 'quantity')).toMatchObject({
      severity: 'error',
      subject: `line:A/${id}`,
      place: { kind: 'budget', partnerId: 'A', lineId: id, column: 'quantity' },
    });
  });

  test('DO2 nothing that a client can write makes the reader throw', () => {
    const hostile = fc.oneof(
      fc.anything({ withBigInt: false, withDate: false, withMap: false, withSet: false }),
      fc.constant(new Uint8Array([1])),
    );
    const field = fc.constantFrom(
      'category',
      'quantity',
      'unitPriceMinor',
      'order',
      'deleted',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(field, hostile), { maxLength: 8 }), (writes) => {
        const doc = newDocument('budget');
        const line = doc.getMap('lines').get(addLine(doc)) as Y.Map<unknown>;
        for (const [name, value] of writes) {
          try {
            line.set(name, value);
            doc.getMap('lines').set(`row-${name}`, value);
            doc.getMap('flat').set('otherOnStaff', value);
          } catch {
            // Yjs itself refuses the value: no client can have written it.
          }
        }
        const { sheet } = readBudget(doc, 'A');
        for (const { quantity, unitPriceMinor } of sheet.lines) {
          expect(quantity).toMatch(/^\d{1,12}(\.\d{1,4})?$/);
          expect(unitPriceMinor).toMatch(/^-?\d{1,15}$/);
        }
        addLine(doc, { after: sheet.lines[0]?.id ?? null });
      }),
    );
  });
});

describe('undo', () => {
  const me = { name: 'me' };
  const other = { name: 'other' };

  test('DO5 takes back one’s own cell and leaves another’s', () => {
    const doc = newDocument('budget');
    const line = addLine(doc, { cells: { note: 'start' } });
    const undo = openUndo(doc, 'budget', me);
    setCell(doc, line, 'note', 'mine', me);
    setCell(doc, line, 'description', 'theirs', other);
    undo.undo();
    expect(readBudget(doc, 'A').sheet.lines[0]).toMatchObject({
      note: 'start',
      description: 'theirs',
    });
    undo.redo();
    expect(readBudget(doc, 'A').sheet.lines[0]?.note).toBe('mine');
  });

  test('DO5 does not take back what another wrote over it', () => {
    const doc = newDocument('budget');
    const line = addLine(doc, { cells: { note: 'start' } });
    const undo = openUndo(doc, 'budget', me);
    setCell(doc, line, 'note', 'mine', me);
    setCell(doc, line, 'note', 'theirs', other);
    undo.undo();
    expect(readBudget(doc, 'A').sheet.lines[0]?.note).toBe('theirs');
  });

  test('DO5 takes a line, a paste, a removal and a flat rate as one step each', () => {
    const doc = newDocument('budget');
    const undo = openUndo(doc, 'budget', me);
    const line = addLine(doc, {}, me);
    setCells(doc, [{ lineId: line, cells: { quantity: '2', unitPriceMinor: '5' } }], me);
    removeLine(doc, line, me);
    setFlatRate(doc, 'otherOnStaff', 4000, me);
    const state = () => {
      const { sheet } = readBudget(doc, 'A');
      return [sheet.lines.map(({ quantity }) => quantity).join(), sheet.flat.otherOnStaff];
    };
    expect(state()).toEqual(['', 4000]);
    undo.undo();
    expect(state()).toEqual(['', undefined]);
    undo.undo();
    expect(state()).toEqual(['2', undefined]);
    undo.undo();
    expect(state()).toEqual(['1', undefined]);
    undo.undo();
    expect(state()).toEqual(['', undefined]);
    expect(undo.undoStack).toHaveLength(0);
  });
});
