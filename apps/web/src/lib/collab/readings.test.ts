import { addLine } from '@samspel/documents/budget-document';
import { newDocument } from '@samspel/documents/open-document';
import { addWorkplanItem } from '@samspel/documents/workplan-document';
import { describe, expect, it } from 'vitest';
import { ReadingMemo } from './readings.ts';

describe('reading only what changed', () => {
  it('keeps a reading, and its sheet, until its document is outdated', () => {
    const memo = new ReadingMemo();
    const mine = { kind: 'budget' as const, part: 'a', settled: newDocument('budget') };
    const theirs = { kind: 'budget' as const, part: 'b', settled: newDocument('budget') };
    memo.outdate(mine);
    memo.outdate(theirs);
    memo.refresh();
    const before = new Map(memo.current.budget);
    addLine(mine.settled);
    memo.outdate(mine);
    memo.refresh();
    expect(memo.current.budget.get('a')?.sheet.lines).toHaveLength(1);
    expect(memo.current.budget.get('b')).toBe(before.get('b'));
  });

  it('reads the work plan, and forgets it with its document', () => {
    const memo = new ReadingMemo();
    const plan = { kind: 'workplan' as const, part: null, settled: newDocument('workplan') };
    addWorkplanItem(plan.settled, 'packages', { cells: { title: 'Lead' } });
    memo.outdate(plan);
    memo.refresh();
    expect(memo.current.workplan?.packages).toMatchObject([{ title: 'Lead' }]);
    memo.forget(plan);
    expect(memo.current.workplan).toBeNull();
  });

  it('never reads names and salaries', () => {
    const memo = new ReadingMemo();
    memo.outdate({
      kind: 'people',
      part: 'a',
      get settled(): never {
        throw new Error('salaries were read');
      },
    });
    expect(() => memo.refresh()).not.toThrow();
  });
});
