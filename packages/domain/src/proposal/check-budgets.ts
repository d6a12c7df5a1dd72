import type { BudgetResult } from '../budget/budget-result.ts';
import type { BudgetLine, BudgetSheet } from '../budget/budget-sheet.ts';
import { checkRegulation } from '../budget/check-regulation.ts';
import { enteredPeriods } from '../budget/line-money.ts';
import type { MoneyRules } from '../budget/terms.ts';
import { onePeriod, rangeOf, type Timeline } from '../budget/timeline.ts';
import type { Finding } from '../finding.ts';
import { parseQuantity, quantityText } from '../money/quantity.ts';
import { type CheckId, findingOf } from '../rules.ts';
import type { Application } from './application.ts';

/**
 * The budget's own findings and those that need the proposal around it. Lines of a partner whose sheet
 * is the same object as last time are not looked at again: keep one per open proposal.
 */
export function openBudgetChecker(): (
  application: Application,
  rules: MoneyRules,
  budget: BudgetResult,
) => Finding[] {
  type Known = { timeline: Timeline; partnerId: string; findings: Finding[] };
  const known = new WeakMap<BudgetSheet, Known>();
  const checkLines = (timeline: Timeline, partnerId: string, sheet: BudgetSheet): Finding[] => {
    const last = known.get(sheet);
    if (last?.timeline === timeline && last.partnerId === partnerId) return last.findings;
    const findings = sheet.lines.flatMap((line) => checkPeriods(timeline, partnerId, line));
    known.set(sheet, { timeline, partnerId, findings });
    return findings;
  };
  return (application, rules, budget) => {
    const timeline = rules.timeline ?? onePeriod;
    return [
      ...budget.findings,
      ...budget.partners.flatMap(({ id }) => {
        const sheet = application.budgets[id];
        return sheet ? checkLines(timeline, id, sheet) : [];
      }),
      ...checkRegulation(rules, budget, application.budgets),
      ...checkEmptyBudgets(application, budget),
    ];
  };
}

/** BU17, BU22: a line's periods are the project's, and hold no more than the line. */
function checkPeriods(timeline: Timeline, partnerId: string, line: BudgetLine): Finding[] {
  const findings: Finding[] = [];
  const { periods } = timeline;
  const report = (rule: CheckId, column: string, params: Finding['params']) => {
    const place = { kind: 'budget', partnerId, lineId: line.id, column } as const;
    findings.push(findingOf(rule, `line:${partnerId}/${line.id}`, params, place));
  };
  if (line.period !== null && line.period > periods) {
    report('BU17', 'period', { period: line.period, periods });
  }
  const { to } = rangeOf(timeline, line);
  let entered = 0n;
  for (const [key, quantity] of Object.entries(enteredPeriods(line) ?? {})) {
    const period = Number(key);
    const amount = parseQuantity(quantity);
    if (period > periods && amount > 0n) report('BU17', `q${period}`, { period, periods });
    else if (period !== to && period <= periods) entered += amount;
  }
  if (entered > parseQuantity(line.quantity)) {
    report('BU22', 'quantity', { entered: quantityText(entered), quantity: line.quantity });
  }
  return findings;
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
