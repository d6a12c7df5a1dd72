import { checkPeople } from '@samspel/domain/budget/check-people';
import { openMoneyRules } from '@samspel/domain/budget/rules-of';
import { onePeriod } from '@samspel/domain/budget/timeline';
import type { Finding } from '@samspel/domain/finding';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { ownPeople } from './own-people.svelte.ts';

/**
 * What this person's own partner alone may know of its staff lines (BU19, BU23). Kept apart from the
 * proposal's findings: those are the same for everybody.
 */
export function privateFindings(get: () => Workspace): { readonly all: Finding[] } {
  const people = ownPeople(() => get().document('people', get().view.me.partnerId));
  const rulesOf = openMoneyRules();
  const all = $derived.by(() => {
    const { view, application, readings } = get();
    const { partnerId } = view.me;
    const { timeline = onePeriod } = rulesOf(
      view.call,
      view.months,
      application.workplan?.packages,
    );
    const lines = readings.budget.get(partnerId)?.sheet.lines ?? [];
    return checkPeople(partnerId, people.list, lines, timeline);
  });
  return {
    get all() {
      return all;
    },
  };
}
