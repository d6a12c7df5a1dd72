import type { MatrixCell } from '@samspel/domain/cofunding/matrix';
import { describe, expect, it } from 'vitest';
import type { MatrixLine } from './matrix-lines.ts';
import { cardKeys, cardOf, isOpen } from './open-card.ts';

/** A line of the named sources: the first letter is the partner. */
function line(id: string, ...sources: string[]): MatrixLine {
  const cells = sources.map((sourceId) => [sourceId[0] ?? '', { sourceId } as MatrixCell] as const);
  return { id, first: true, row: {} as MatrixLine['row'], cells: new Map(cells) };
}

describe('a card that is open on a phone', () => {
  it('stays open when its source is named, and so leaves its line', () => {
    const open = cardOf(line('unnamed', 'A1'), 'A');
    expect(isOpen(open, line('region', 'A1', 'B1'), 'A')).toBe(true);
    expect(isOpen(open, line('region', 'A1', 'B1'), 'B')).toBe(false);
    expect(isOpen(open, line('region', 'A2'), 'A')).toBe(false);
  });

  it('stays open where a first amount makes a source', () => {
    const open = cardOf(line('region', 'B1'), 'A');
    expect(isOpen(open, line('region', 'A1', 'B1'), 'A')).toBe(true);
    expect(isOpen(open, line('other', 'B2'), 'A')).toBe(false);
    expect(isOpen(null, line('region', 'B1'), 'A')).toBe(false);
  });

  it('keeps its place while it is named anew and while others take part', () => {
    const first = cardKeys([line('x', 'B1'), line('y', 'B2')], new Map());
    const second = cardKeys([line('z', 'A1', 'B1'), line('y', 'B2')], first);
    expect(second.get('A1')).toBe(first.get('B1'));
    expect(second.get('B2')).toBe(first.get('B2'));
  });

  it('is its own where a line parts in two or two become one', () => {
    const one = cardKeys([line('x', 'A1', 'B1')], new Map());
    const two = cardKeys([line('y', 'B1'), line('x', 'A1')], one);
    expect(new Set(two.values()).size).toBe(2);
    const again = cardKeys([line('x', 'A1', 'B1'), line('z', 'B2')], two);
    expect(again.get('A1')).toBe(again.get('B1'));
    expect(again.get('B2')).not.toBe(again.get('A1'));
  });
});
