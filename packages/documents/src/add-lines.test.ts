import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addLines, bytesOfLines, type NewLine, oneStepBytes, roomForLines } from './add-lines.ts';
import { addLine, readBudget, removeLine } from './budget-document.ts';
import { newDocument } from './open-document.ts';
import { openUndo } from './undo.ts';

const line = (description: string): NewLine => ({
  ...{ category: 'TRAVEL', description, functionTitle: '', unit: 'h', quantity: '2.5' },
  ...{ unitPriceMinor: '95050', currency: 'SEK', period: 2, workPackage: null, note: '' },
});
const texts = (doc: Y.Doc) =>
  readBudget(doc, 'p').sheet.lines.map(({ description }) => description);

describe('many lines', () => {
  test('DO1 stand in their order after those that are there, and read as lines', () => {
    const doc = newDocument('budget');
    addLine(doc, { cells: { description: 'first' } });
    addLines(doc, [line('a'), line('b'), line('c')]);
    addLine(doc, { cells: { description: 'last' } });
    expect(texts(doc)).toEqual(['first', 'a', 'b', 'c', 'last']);
    expect(readBudget(doc, 'p').findings).toEqual([]);
    expect(readBudget(doc, 'p').sheet.lines[2]).toMatchObject(line('b'));
    addLines(doc, [{ category: 'STAFF' }]);
    expect(readBudget(doc, 'p')).toMatchObject({ findings: [], sheet: { lines: { length: 6 } } });
  });

  test('DO5 are one step of undo, also where they stand instead of others', () => {
    const doc = newDocument('budget');
    const origin = {};
    const undo = openUndo(doc, 'budget', origin);
    const gone = addLine(doc, { cells: { description: 'gone' } });
    removeLine(doc, gone);
    addLine(doc, { cells: { description: 'kept' } });
    let updates = 0;
    doc.on('update', () => (updates += 1));
    addLines(doc, [line('a'), line('b')], { instead: true, origin });
    expect(updates).toBe(1);
    expect(texts(doc)).toEqual(['a', 'b']);
    undo.undo();
    expect(texts(doc)).toEqual(['kept']);
    undo.redo();
    expect(texts(doc)).toEqual(['a', 'b']);
  });

  test('DO1 take no more bytes than they are said to, whatever their texts', () => {
    for (const text of ['', 'åäö 😀'.repeat(50), 'x'.repeat(500)]) {
      const doc = newDocument('budget');
      const lines = Array.from({ length: 300 }, () => ({ ...line(text), note: text }));
      addLines(doc, lines);
      const bytes = Y.encodeStateAsUpdate(doc).length;
      expect(bytes).toBeLessThan(bytesOfLines(lines));
      expect(bytesOfLines(lines)).toBeLessThan(bytes * 2);
    }
    // The engine’s own limit, with room for what surrounds the update.
    expect(oneStepBytes).toBeLessThan(2 ** 20 * 0.9);
  });

  test('DO2 have room up to what readers read, removed ones counted', () => {
    const doc = newDocument('budget');
    expect(roomForLines(doc)).toBe(5000);
    addLines(
      doc,
      Array.from({ length: 2000 }, () => line('x')),
    );
    addLines(doc, [line('y')], { instead: true });
    expect(roomForLines(doc)).toBe(2999);
  });
});
