import type { CallDefinition } from '../call/call.ts';
import type { WorkplanItem } from '../workplan/workplan-sheet.ts';
import type { MoneyRules } from './terms.ts';
import { timelineOf } from './timeline.ts';

/** What the money rules need of a call: all of a call's definition that they look at. */
export type BudgetCall = MoneyRules & Pick<CallDefinition, 'periods'>;

const none: readonly WorkplanItem[] = [];

/**
 * The money rules of a project: its call's, with its periods and packages. The same object comes
 * back while nothing of it changed, so that what was computed by it is not computed again. Keep one
 * per open proposal.
 */
export function openMoneyRules(): (
  call: BudgetCall,
  months: number | null,
  packages?: readonly WorkplanItem[],
) => MoneyRules {
  let last: { call: BudgetCall; key: string; rules: MoneyRules } | null = null;
  return (call, months, packages = none) => {
    const timeline = timelineOf(call, months, packages);
    // By value: a new title of a package is no new time of it.
    const key = JSON.stringify([timeline.periods, [...timeline.packages]]);
    if (last?.call !== call || last.key !== key) {
      last = { call, key, rules: { ...call, timeline } };
    }
    return last.rules;
  };
}
