import type { PartnerSheets } from '@samspel/domain/budget/compute-budget';
import { type BudgetCube, openBudgetCube } from '@samspel/domain/budget/overview/cube';
import { openMoneyRules } from '@samspel/domain/budget/rules-of';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';

/** What the page is added up from: as it stands now, each partner again only when its sheet changed. */
export class OverviewData {
  readonly workspace: Workspace;
  readonly #rulesOf = openMoneyRules();
  readonly #cubeOf = openBudgetCube();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  readonly sheets: PartnerSheets[] = $derived.by(() => {
    const { budgets, cofunding } = this.workspace.application;
    return this.workspace.readiness.budget.partners.map(({ id }) => ({
      id,
      budget: budgets[id],
      cofunding: cofunding[id],
    }));
  });

  readonly rules: MoneyRules = $derived.by(() => {
    const { call, proposal, workplan } = this.workspace.application;
    return this.#rulesOf(call, proposal.months, workplan?.packages);
  });

  readonly cube: BudgetCube = $derived.by(() => this.#cubeOf(this.rules, this.sheets));
}
