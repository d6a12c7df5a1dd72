import { describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { addLine, readBudget } from './budget-document.ts';
import { changeLines, moveLines } from './change-lines.ts';
import { newDocument } from './open-document.ts';
import { isOrderKey } from './order-key.ts';
import { openUndo } from './undo.ts';

const texts = (doc: Y.Doc) =>
  readBudget(doc, 'p').sheet.lines.map(({ description }) => description);
const named = (description: string) => ({ category: 'TRAVEL' as const, description });

function document(...descriptions: string[]) {
  const doc = newDocument('budget');
  const ids = descriptions.map((description) => addLine(doc, { cells: { description } }));
  return { doc, ids };
}

describe('a change of many lines', () => {
  test('DO5 is one update and one step of undo, whatever it changes', () => {
    const { doc, ids } = document('a', 'b', 'c');
    const origin = {};
    const undo = openUndo(doc, 'budget', origin);
    let updates = 0;
    doc.on('update', () => (updates += 1));
    const [first = '', second = ''] = ids;
    changeLines(
      doc,
      {
        cells: [{ lineId: first, cells: { quantity: '7', q2: '3' } }],
        added: [{ after: first, lines: [{ ...named('new'), q1: '2' }, named('newer')] }],
        removed: [second],
      },
      origin,
    );
    expect(updates).toBe(1);
    expect(texts(doc)).toEqual(['a', 'new', 'newer', 'c']);
    const { lines } = readBudget(doc, 'p').sheet;
    expect(lines[0]).toMatchObject({ quantity: '7', perPeriod: { 2: '3' } });
    expect(lines[1]).toMatchObject({ quantity: '0', perPeriod: { 1: '2' } });
    undo.undo();
    expect(texts(doc)).toEqual(['a', 'b', 'c']);
    undo.redo();
    expect(texts(doc)).toEqual(['a', 'new', 'newer', 'c']);
  });

  test('DO1 adds hundreds of lines at one place without long keys, again and again', () => {
    const { doc, ids } = document('a', 'b');
    for (let round = 0; round < 3; round++) {
      const lines = Array.from({ length: 400 }, (_, at) => named(`${round}/${at}`));
      changeLines(doc, { added: [{ after: ids[0] ?? '', lines }] });
    }
    const orders = [...doc.getMap('lines').values()].map((row) =>
      (row as Y.Map<string>).get('order'),
    );
    expect(orders.every(isOrderKey)).toBe(true);
    expect(Math.max(...orders.map((order) => order?.length ?? 0))).toBeLessThan(120);
    const all = texts(doc);
    expect(all.slice(0, 3)).toEqual(['a', '2/0', '2/1']);
    expect(all.at(-1)).toBe('b');
    expect(all).toHaveLength(1202);
  });

  test('DO1 moves lines together, and keeps their order', () => {
    const { doc, ids } = document('a', 'b', 'c', 'd', 'e');
    const [a = '', b = '', , d = '', e = ''] = ids;
    moveLines(doc, [a, b], d);
    expect(texts(doc)).toEqual(['c', 'd', 'a', 'b', 'e']);
    moveLines(doc, [e], null);
    expect(texts(doc)).toEqual(['e', 'c', 'd', 'a', 'b']);
  });
});
