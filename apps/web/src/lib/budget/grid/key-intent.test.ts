import { describe, expect, it } from 'vitest';
import { findingsByCell, voidedLines } from './cell-findings.ts';
import { keyIntent } from './key-intent.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  keyIntent({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe('what a key asks for', () => {
  it('types, opens, clears, walks and releases', () => {
    expect(press('5')).toEqual({ kind: 'type', text: '5' });
    expect(press('å')).toEqual({ kind: 'type', text: 'å' });
    const third = { ctrlKey: true, altKey: true, getModifierState: () => true };
    expect(press('€', third)).toEqual({ kind: 'type', text: '€' });
    expect(press('F2')).toEqual({ kind: 'open' });
    expect(press('Delete')).toEqual({ kind: 'clear' });
    expect(press('Tab', { shiftKey: true })).toEqual({ kind: 'go', key: 'Tab' });
    expect(press('Escape')).toEqual({ kind: 'release' });
    expect(press('F5')).toBeNull();
    expect(press('Shift')).toBeNull();
  });

  it('undoes on both platforms and leaves the browser its own', () => {
    expect(press('z', { ctrlKey: true })).toEqual({ kind: 'undo' });
    expect(press('Z', { metaKey: true, shiftKey: true })).toEqual({ kind: 'redo' });
    expect(press('Enter', { ctrlKey: true })).toEqual({ kind: 'insert' });
    expect(press('c', { ctrlKey: true })).toBeNull();
    expect(press('Tab', { ctrlKey: true })).toBeNull();
    expect(press('ArrowDown', { altKey: true })).toEqual({ kind: 'shift', step: 1 });
  });

  it('chooses, fills and opens what a spreadsheet does by the same keys', () => {
    expect(press('a', { ctrlKey: true })).toEqual({ kind: 'all' });
    expect(press('A', { ctrlKey: true, shiftKey: true })).toBeNull();
    expect(press('d', { metaKey: true })).toEqual({ kind: 'fill' });
    expect(press(' ', { shiftKey: true })).toEqual({ kind: 'rows' });
    expect(press(' ', { ctrlKey: true })).toEqual({ kind: 'columns' });
    expect(press('F2', { shiftKey: true })).toEqual({ kind: 'note' });
    expect(press('F10', { shiftKey: true })).toEqual({ kind: 'menu' });
    expect(press('ContextMenu')).toEqual({ kind: 'menu' });
    expect(press('Delete', { ctrlKey: true })).toEqual({ kind: 'remove' });
    expect(press('ArrowDown', { altKey: true, shiftKey: true })).toEqual({ kind: 'duplicate' });
    expect(press('End', { ctrlKey: true, shiftKey: true })).toEqual({ kind: 'go', key: 'End' });
  });
});

describe('findings at their cells', () => {
  const at = (rule: string, lineId: string | undefined, column: string) => ({
    ...{ rule, severity: 'error' as const, subject: '', message: '', params: {} },
    place: { kind: 'budget' as const, partnerId: 'p', ...(lineId ? { lineId } : {}), column },
  });

  it('shows a column without a cell at the text, and a flat rate at its rate', () => {
    const byCell = findingsByCell([
      at('BU5', 'a', 'category'),
      at('BU2', undefined, 'travelOnStaff'),
    ]);
    expect([...byCell.keys()]).toEqual(['a.description', 'flat-travelOnStaff.unitPriceMinor']);
    expect(voidedLines([at('BU5', 'a', 'category'), at('BU17', 'b', 'period')])).toEqual(
      new Set(['a']),
    );
  });
});
