import { type CofundingSheet, emptyCofundingSheet } from '../cofunding/cofunding-sheet.ts';
import { termsOf } from '../cofunding/split-sources.ts';
import type { Finding } from '../finding.ts';
import { type Minor, minorText, shareOf, toMinor } from '../money/money.ts';
import { findingOf } from '../rules.ts';
import type { BudgetResult, PartnerBudget } from './budget-result.ts';
import { type BudgetSheet, costCategories, emptyBudgetSheet } from './budget-sheet.ts';
import { computePartner } from './compute-partner.ts';
import type { MoneyRules, PartnerTerm } from './terms.ts';

export interface BudgetCase {
  call: MoneyRules;
  partners: readonly PartnerTerm[];
}

/** The whole project's budget: every partner's, their sums and the call's limits (MO9). */
export function computeBudget({ call, partners }: BudgetCase): BudgetResult {
  return sumPartners(
    call,
    partners.map((partner) => computePartner(call, partner)),
  );
}

/** One partner's two documents, as read. */
export interface PartnerSheets {
  id: string;
  budget: BudgetSheet | undefined;
  cofunding: CofundingSheet | undefined;
}

/**
 * The budget over sheets, for screens that compute at each keystroke: a partner whose sheets are
 * the same objects as last time is not computed again. Keep one computer per open proposal.
 */
export function openBudgetComputer(): (
  call: MoneyRules,
  partners: readonly PartnerSheets[],
) => BudgetResult {
  type Known = { call: MoneyRules; cofunding: CofundingSheet; id: string; result: PartnerBudget };
  const known = new WeakMap<BudgetSheet, Known>();
  const compute = (call: MoneyRules, { id, ...sheets }: PartnerSheets): PartnerBudget => {
    const budget = sheets.budget ?? emptyBudgetSheet;
    const cofunding = sheets.cofunding ?? emptyCofundingSheet;
    const last = known.get(budget);
    if (last?.call === call && last.cofunding === cofunding && last.id === id) return last.result;
    const sources = termsOf(cofunding.sources);
    const result = computePartner(call, { id, ...budget, sources });
    known.set(budget, { call, cofunding, id, result });
    return result;
  };
  return (call, partners) =>
    sumPartners(
      call,
      partners.map((partner) => compute(call, partner)),
    );
}

function sumPartners(call: MoneyRules, partners: PartnerBudget[]): BudgetResult {
  let total = 0n;
  let eu = 0n;
  let uncovered = 0n;
  const findings: Finding[] = [];
  for (const partner of partners) {
    total += partner.total;
    eu += partner.eu;
    uncovered += partner.uncovered;
    for (const finding of partner.findings) findings.push(finding);
  }
  judgeLimits(call, toMinor(total), toMinor(eu), findings);
  return {
    partners,
    total: toMinor(total),
    // The sum of the partners' truncated shares, not a share of the sum: they may differ by cents.
    eu: toMinor(eu),
    own: toMinor(total - eu),
    uncovered: toMinor(uncovered),
    findings,
  };
}

/** BU10-BU13: minimum and maximum inclusive, the call's rate on exact integers, the lost cents. */
function judgeLimits(call: MoneyRules, total: Minor, eu: Minor, findings: Finding[]): void {
  const euMinor = minorText(eu);
  const place = { kind: 'totals' } as const;
  if (eu < BigInt(call.minEuMinor)) {
    findings.push(findingOf('BU10', 'proposal', { euMinor, limitMinor: call.minEuMinor }, place));
  }
  if (eu > BigInt(call.maxEuMinor)) {
    findings.push(findingOf('BU11', 'proposal', { euMinor, limitMinor: call.maxEuMinor }, place));
  }
  const params = { euMinor, rateBp: call.euRateBp, totalMinor: minorText(total) };
  // Where the total is below 0 as well, BU7 has said so.
  if (eu > 0n && eu * 10_000n > BigInt(call.euRateBp) * total) {
    findings.push(findingOf('BU12', 'proposal', params, place));
    return;
  }
  const lost = shareOf(total, call.euRateBp) - eu;
  if (lost > 0n) {
    const differenceMinor = minorText(toMinor(lost));
    findings.push(findingOf('BU13', 'proposal', { ...params, differenceMinor }, place));
  }
}

/** The result as the command line prints it and as a submission stores it. */
export function budgetJson(result: BudgetResult) {
  return {
    partners: result.partners.map((partner) => ({
      id: partner.id,
      categories: Object.fromEntries(
        costCategories.map((category) => [category, minorText(partner.categories[category])]),
      ),
      otherFlat: minorText(partner.otherFlat),
      totalMinor: minorText(partner.total),
      euMinor: minorText(partner.eu),
      ownMinor: minorText(partner.own),
      sources: partner.sources.map(({ id, amount }) => ({ id, amountMinor: minorText(amount) })),
      uncoveredMinor: minorText(partner.uncovered),
    })),
    totalMinor: minorText(result.total),
    euMinor: minorText(result.eu),
    ownMinor: minorText(result.own),
    uncoveredMinor: minorText(result.uncovered),
    findings: result.findings.map(({ rule, severity, subject, message, params }) => ({
      rule,
      severity,
      subject,
      message,
      params,
    })),
  };
}

export type BudgetJson = ReturnType<typeof budgetJson>;
