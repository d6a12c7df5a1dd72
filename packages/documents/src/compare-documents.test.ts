import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addLine,
  moveLine,
  removeLine,
  setCell,
  setFlatRate,
  setPeriodQuantity,
} from './budget-document.ts';
import { compareRows, compareText } from './compare-documents.ts';
import { documentKindNames } from './names.ts';
import { newDocument } from './open-document.ts';
import { copyOf } from './peers.fixture.ts';
import { restoreDocument } from './restore-document.ts';
import { edit, randomEdits } from './testing/random-edits.ts';
import { appendNarrative } from './write-narrative.ts';

describe('what differs from an earlier state', () => {
  test('DO8 is told by row and cell', () => {
    const doc = newDocument('budget');
    const [kept, changed, moved, removed] = ['1', '2', '3', '4'].map((quantity) =>
      addLine(doc, { cells: { quantity } }),
    ) as [string, string, string, string];
    const past = copyOf(doc, 'budget');
    setCell(doc, changed, 'quantity', '20');
    setPeriodQuantity(doc, changed, 1, '5');
    setCell(doc, kept, 'uprated', false);
    moveLine(doc, moved, null);
    removeLine(doc, removed);
    const added = addLine(doc);
    setFlatRate(doc, 'travelOnStaff', 700);
    const row = { root: 'lines', cells: [] };
    expect(compareRows(past, doc, 'budget')).toEqual([
      { ...row, rowId: moved, change: 'moved' },
      {
        ...row,
        rowId: changed,
        change: 'changed',
        cells: [
          { field: 'quantity', was: '2', now: '20' },
          { field: 'q1', was: null, now: '5' },
        ],
      },
      { ...row, rowId: added, change: 'added' },
      { ...row, rowId: removed, change: 'removed' },
      {
        root: 'flat',
        rowId: null,
        change: 'changed',
        cells: [{ field: 'travelOnStaff', was: null, now: 700 }],
      },
    ]);
  });

  test('DO8 is told by block, each as often as it stands there', () => {
    const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
    const [past, now] = [newDocument('narrative'), newDocument('narrative')];
    appendNarrative(past, ['a', 'b', 'b', 'c'].map(paragraph));
    appendNarrative(now, ['a', 'b', 'd'].map(paragraph));
    expect(compareText(past, now)).toEqual({
      same: false,
      stretches: [
        { kept: true, blocks: ['a', 'b'].map(paragraph) },
        { kept: false, blocks: ['b', 'c'].map(paragraph) },
      ],
      added: [paragraph('d')],
    });
    const turned = newDocument('narrative');
    appendNarrative(turned, ['c', 'b', 'b', 'a'].map(paragraph));
    expect(compareText(past, turned)).toMatchObject({ same: false, added: [] });
  });

  test.each(documentKindNames)('DO8 nothing does once a %s document is restored', (kind) => {
    fc.assert(
      fc.property(randomEdits(20), randomEdits(20), (before, after) => {
        const doc = newDocument(kind);
        edit(doc, kind, before);
        const past = copyOf(doc, kind);
        edit(doc, kind, after);
        restoreDocument(doc, past, kind);
        expect(compareRows(past, doc, kind)).toEqual([]);
        if (kind !== 'narrative') return;
        const { same, stretches, added } = compareText(past, doc);
        expect({ same, added }).toEqual({ same: true, added: [] });
        expect(stretches.every(({ kept }) => kept)).toBe(true);
      }),
    );
  });
});
