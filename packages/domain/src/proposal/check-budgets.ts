import type { BudgetResult } from '../budget/budget-result.ts';
import { periodsOf } from '../budget/period-split.ts';
import type { Finding } from '../finding.ts';
import { findingOf } from '../rules.ts';
import type { Application } from './application.ts';

/** The budget's own findings (BU1-BU16) and those that need the proposal around it. */
export function checkBudgets(application: Application, budget: BudgetResult): Finding[] {
  return [
    ...budget.findings,
    ...budget.partners.flatMap((partner) => checkPeriods(application, partner.id)),
    ...checkEmptyBudgets(application, budget),
  ];
}

/** BU17: a line's period lies within the project's. */
function checkPeriods({ call, proposal, budgets }: Application, partnerId: string): Finding[] {
  const lines = budgets[partnerId]?.lines ?? [];
  const months = proposal.months ?? call.periods.lengthMonths * call.periods.max;
  const periods = Math.min(periodsOf(months, call.periods.lengthMonths), call.periods.max);
  return lines
    .filter((line) => line.period !== null && line.period > periods)
    .map((line) => {
      const place = { kind: 'budget', partnerId, lineId: line.id, column: 'period' } as const;
      const params = { period: line.period ?? 0, periods };
      return findingOf('BU17', `line:${partnerId}/${line.id}`, params, place);
    });
}

/** BU18: a funded partner without costs is probably not finished. */
function checkEmptyBudgets({ partners }: Application, budget: BudgetResult): Finding[] {
  const names = new Map(partners.map(({ id, organisationName }) => [id, organisationName]));
  return budget.partners
    .filter((partner) => partner.total === 0n)
    .map(({ id }) => {
      const params = { organisation: names.get(id) ?? id };
      return findingOf('BU18', `partner:${id}`, params, { kind: 'budget', partnerId: id });
    });
}
