import type { FlatRateKind } from '../call/call.ts';
import type { Finding } from '../finding.ts';
import { type Minor, minorText } from '../money/money.ts';
import { findingOf } from '../rules.ts';
import type { BudgetResult, PartnerBudget } from './budget-result.ts';
import type { BudgetSheet, CostCategory } from './budget-sheet.ts';
import { chosenRates } from './cost-models.ts';
import type { MoneyRules } from './terms.ts';

/** CPR Art. 53(2): up to this total cost a project is paid by simplified cost options, in euro. */
export const smallProjectMinor = 20_000_000n;

const actual: readonly CostCategory[] = ['STAFF', 'TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'INFRA'];
const onDirect: readonly CostCategory[] = ['TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'INFRA'];

/** What each flat rate builds on: actual costs that may stand beside it (CPR Art. 53(2), 54-56). */
const bases: Record<FlatRateKind, readonly CostCategory[]> = {
  staffOnDirect: onDirect,
  travelOnStaff: ['STAFF'],
  officeOnStaff: ['STAFF'],
  officeOnDirect: actual,
  otherOnStaff: ['STAFF'],
};

/** BU24, BU25: what the regulation asks of a budget beyond the call's own limits. */
export function checkRegulation(
  rules: MoneyRules,
  budget: BudgetResult,
  sheets: Readonly<Record<string, BudgetSheet>>,
): Finding[] {
  return budget.partners.flatMap((partner) => {
    const sheet = sheets[partner.id];
    if (!sheet) return [];
    const kinds = Object.keys(chosenRates(rules, sheet)) as FlatRateKind[];
    return [...judgeSmallProject(partner, kinds, budget.total), ...judgeFlatStaff(partner, kinds)];
  });
}

/** BU24: in a small project actual costs are only what a flat rate builds on. */
function judgeSmallProject(
  partner: PartnerBudget,
  kinds: readonly FlatRateKind[],
  total: Minor,
): Finding[] {
  if (total <= 0n || total > smallProjectMinor) return [];
  const replaced = new Set(kinds.map((kind) => replacedBy[kind]));
  const allowed = new Set(kinds.flatMap((kind) => bases[kind]));
  const wrong = actual.filter(
    (category) =>
      partner.categories[category] > 0n && !replaced.has(category) && !allowed.has(category),
  );
  if (wrong.length === 0) return [];
  const params = {
    totalMinor: minorText(total),
    limitMinor: String(smallProjectMinor),
    kinds: wrong.join(', '),
  };
  const place = { kind: 'budget', partnerId: partner.id, column: 'model' } as const;
  return [findingOf('BU24', `partner:${partner.id}`, params, place)];
}

const replacedBy: Partial<Record<FlatRateKind, CostCategory>> = {
  staffOnDirect: 'STAFF',
  travelOnStaff: 'TRAVEL',
};

/** BU25: CPR Art. 55(1): works contracts and large procurements exclude the flat rate for staff. */
function judgeFlatStaff(partner: PartnerBudget, kinds: readonly FlatRateKind[]): Finding[] {
  const amount = partner.categories.INFRA;
  if (!kinds.includes('staffOnDirect') || amount === 0n) return [];
  const place = { kind: 'budget', partnerId: partner.id, column: 'staffOnDirect' } as const;
  const params = { amountMinor: minorText(amount) };
  return [findingOf('BU25', `partner:${partner.id}`, params, place)];
}
