import type { LineEffect } from '@samspel/domain/budget/change-model';

export interface LineGroup extends Omit<LineEffect, 'lineId' | 'amount'> {
  count: number;
  amount: bigint;
}

/** Lines of one category that one thing stands in for, told together. */
export function linesByReason(lines: readonly LineEffect[]): LineGroup[] {
  const groups = new Map<string, LineGroup>();
  for (const { category, because, amount } of lines) {
    const key = `${category} ${because}`;
    const known = groups.get(key) ?? { category, because, count: 0, amount: 0n };
    groups.set(key, { ...known, count: known.count + 1, amount: known.amount + amount });
  }
  return [...groups.values()];
}
