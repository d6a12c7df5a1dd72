import type { BudgetResult } from '../budget/budget-result.ts';
import type { Eligibility } from '../consortium/eligibility.ts';
import type { Finding } from '../finding.ts';

/** How ready a proposal is: a rule counts as met when no error finding carries its id. */
export interface Readiness {
  findings: Finding[];
  rulesTotal: number;
  rulesMet: number;
  budget: BudgetResult;
  eligibility: Eligibility;
}
