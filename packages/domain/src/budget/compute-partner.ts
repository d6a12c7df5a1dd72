import type { ExchangeRate, FlatRateKind, FlatRateRules } from '../call/call.ts';
import { type SourceTerm, splitSources } from '../cofunding/split-sources.ts';
import type { Finding } from '../finding.ts';
import { toEuro } from '../money/exchange.ts';
import {
  type BasisPoints,
  type Minor,
  parseMinor,
  shareOf,
  toMinor,
  zero,
} from '../money/money.ts';
import { lineAmount, parseQuantity } from '../money/quantity.ts';
import { type CheckId, findingOf } from '../rules.ts';
import type { PartnerBudget } from './budget-result.ts';
import { type CostCategory, costCategories, type FlatRateChoices } from './budget-sheet.ts';
import { judgeFlatRates, replacementOf } from './flat-rates.ts';

/** What of a call decides the money. */
export interface MoneyRules {
  currency: string;
  euRateBp: BasisPoints;
  minEuMinor: string;
  maxEuMinor: string;
  flatRates: FlatRateRules;
  fx?: ExchangeRate;
}

export interface LineTerm {
  id?: string;
  category: CostCategory;
  quantity: string;
  unitPriceMinor: string;
  currency?: string;
}

export interface PartnerTerm {
  id: string;
  lines: readonly LineTerm[];
  flat: FlatRateChoices;
  sources: readonly SourceTerm[];
}

type Categories = Record<CostCategory, Minor>;
type Rates = Partial<Record<FlatRateKind, BasisPoints>>;

/** One partner's budget: lines, flat rates in their order, EU share, own part and its sources. */
export function computePartner(rules: MoneyRules, partner: PartnerTerm): PartnerBudget {
  const { rates, findings } = judgeFlatRates(rules.flatRates, partner.flat, partner.id);
  const categories = sumLines(rules, partner, rates, findings);
  const otherFlat = applyFlatRates(categories, rates);
  let sum: bigint = otherFlat;
  for (const category of costCategories) sum += categories[category];
  const total = toMinor(sum);
  const eu = total < 0n ? zero : shareOf(total, rules.euRateBp);
  const own = toMinor(total - eu);
  const split = splitSources(own, partner.sources);
  const result = { id: partner.id, categories, otherFlat, total, eu, own, ...split, findings };
  judgeTotals(result, findings);
  return result;
}

function sumLines(
  rules: MoneyRules,
  partner: PartnerTerm,
  rates: Rates,
  findings: Finding[],
): Categories {
  const sums = Object.fromEntries(costCategories.map((category) => [category, zero])) as Categories;
  partner.lines.forEach((line, at) => {
    const lineId = line.id ?? String(at + 1);
    const report = (rule: CheckId, column: string, params: Finding['params']) => {
      const place = { kind: 'budget', partnerId: partner.id, lineId, column } as const;
      findings.push(findingOf(rule, `line:${partner.id}/${lineId}`, params, place));
    };
    const amount = countedAmount(rules, line, rates, report);
    if (amount !== 0n) sums[line.category] = toMinor(sums[line.category] + amount);
  });
  return sums;
}

type Report = (rule: CheckId, column: string, params: Finding['params']) => void;

function countedAmount(rules: MoneyRules, line: LineTerm, rates: Rates, report: Report): Minor {
  const { category } = line;
  if (category === 'OFFICE') {
    report('BU6', 'category', {});
    return zero;
  }
  const kind = replacementOf(category, rates);
  if (kind) {
    report('BU5', 'category', { category, kind });
    return zero;
  }
  const price = parseMinor(line.unitPriceMinor);
  if (category === 'REVENUE' ? price > 0n : price < 0n) {
    report('BU16', 'unitPriceMinor', { category, priceMinor: line.unitPriceMinor });
    return zero;
  }
  const amount = lineAmount(parseQuantity(line.quantity), price);
  if (line.currency === undefined || line.currency === rules.currency) return amount;
  if (rules.fx?.currency === line.currency) return toEuro(amount, rules.fx);
  report('BU14', 'currency', { currency: line.currency });
  return zero;
}

/** MO9: flat rates in order: staff, travel, office, other; each is truncated. Returns OTHER_FLAT. */
function applyFlatRates(sums: Categories, rates: Rates): Minor {
  if (rates.staffOnDirect !== undefined) {
    const direct = sums.TRAVEL + sums.EXTERNAL + sums.EQUIPMENT + sums.INFRA;
    sums.STAFF = shareOf(toMinor(direct), rates.staffOnDirect);
  }
  if (rates.travelOnStaff !== undefined) sums.TRAVEL = shareOf(sums.STAFF, rates.travelOnStaff);
  const direct = sums.STAFF + sums.TRAVEL + sums.EXTERNAL + sums.EQUIPMENT + sums.INFRA;
  sums.OFFICE = toMinor(
    shareOf(sums.STAFF, rates.officeOnStaff ?? 0) +
      shareOf(toMinor(direct), rates.officeOnDirect ?? 0),
  );
  return shareOf(sums.STAFF, rates.otherOnStaff ?? 0);
}

function judgeTotals(partner: PartnerBudget, findings: Finding[]): void {
  const { id, total, own, uncovered } = partner;
  const subject = `partner:${id}`;
  if (total < 0n) {
    const place = { kind: 'budget', partnerId: id } as const;
    findings.push(findingOf('BU7', subject, { totalMinor: total.toString() }, place));
  }
  const place = { kind: 'cofunding', partnerId: id } as const;
  const ownMinor = own.toString();
  // A negative own part is not exceeded by sources of 0; BU7 has said why it is negative.
  if (uncovered < 0n && uncovered < own) {
    const excessMinor = (-uncovered).toString();
    findings.push(findingOf('BU8', subject, { ownMinor, excessMinor }, place));
  } else if (uncovered > 0n) {
    const uncoveredMinor = uncovered.toString();
    findings.push(findingOf('BU9', subject, { ownMinor, uncoveredMinor }, place));
  }
}
