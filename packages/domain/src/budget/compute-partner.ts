import type { FlatRateKind } from '../call/call.ts';
import { splitSources } from '../cofunding/split-sources.ts';
import type { Finding } from '../finding.ts';
import {
  type BasisPoints,
  type Minor,
  parseMinor,
  shareOf,
  toMinor,
  zero,
} from '../money/money.ts';
import { type CheckId, findingOf } from '../rules.ts';
import type { PartnerBudget } from './budget-result.ts';
import { type CostCategory, costCategories } from './budget-sheet.ts';
import { chosenRates, countsUnder, judgeModel } from './cost-models.ts';
import { judgeFlatRates, replacementOf } from './flat-rates.ts';
import { amountOf } from './line-money.ts';
import type { LineTerm, MoneyRules, PartnerTerm } from './terms.ts';

type Categories = Record<CostCategory, Minor>;
type Rates = Partial<Record<FlatRateKind, BasisPoints>>;

/** How a partner's lines count: its model and the flat rates that hold. */
export interface Calculation {
  model: PartnerTerm['model'];
  rates: Rates;
  findings: Finding[];
}

export function calculationOf(
  rules: MoneyRules,
  partner: Pick<PartnerTerm, 'id' | 'flat' | 'model'>,
): Calculation {
  const { rates, findings } = judgeFlatRates(
    rules.flatRates,
    chosenRates(rules, partner),
    partner.id,
  );
  findings.unshift(...judgeModel(rules, partner, partner.id));
  return { model: partner.model, rates, findings };
}

/** One partner's budget: lines, flat rates in their order, EU share, own part and its sources. */
export function computePartner(rules: MoneyRules, partner: PartnerTerm): PartnerBudget {
  const calculation = calculationOf(rules, partner);
  const { findings } = calculation;
  const categories = sumLines(rules, partner, calculation);
  const otherFlat = applyFlatRates(categories, calculation.rates);
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

function sumLines(rules: MoneyRules, partner: PartnerTerm, calculation: Calculation): Categories {
  const sums = Object.fromEntries(costCategories.map((category) => [category, zero])) as Categories;
  partner.lines.forEach((line, at) => {
    const lineId = line.id ?? String(at + 1);
    const report = (rule: CheckId, column: string, params: Finding['params']) => {
      const place = { kind: 'budget', partnerId: partner.id, lineId, column } as const;
      calculation.findings.push(findingOf(rule, `line:${partner.id}/${lineId}`, params, place));
    };
    const amount = countedAmount(rules, line, calculation, report);
    if (amount !== 0n) sums[line.category] = toMinor(sums[line.category] + amount);
  });
  return sums;
}

export type Report = (rule: CheckId, column: string, params: Finding['params']) => void;

/** What a line adds to its category, in the call's currency; what makes it count 0 is reported. */
export function countedAmount(
  rules: MoneyRules,
  line: LineTerm,
  { model, rates }: Pick<Calculation, 'model' | 'rates'>,
  report: Report,
): Minor {
  const { category } = line;
  if (!countsUnder(model, category)) {
    report('BU21', 'category', { category, model: model ?? '' });
    return zero;
  }
  if (category === 'OFFICE') {
    report('BU6', 'category', {});
    return zero;
  }
  const kind = replacementOf(category, rates);
  if (kind) {
    report('BU5', 'category', { category, kind });
    return zero;
  }
  const price = line.unitPriceMinor;
  // Parsed once more only where there is a sign: lines are many.
  const below = price.startsWith('-') && parseMinor(price) < 0n;
  if (category === 'REVENUE' ? parseMinor(price) > 0n : below) {
    report('BU16', 'unitPriceMinor', { category, priceMinor: price });
    return zero;
  }
  reportMissingRates(rules, line, report);
  const amount = amountOf(rules, line);
  if (amount !== null) return amount;
  report('BU14', 'currency', { currency: line.currency ?? '' });
  return zero;
}

/** BU26: what a line says of its pay needs a rate of the call's. */
function reportMissingRates(rules: MoneyRules, line: LineTerm, report: Report): void {
  if (line.category !== 'STAFF') return;
  if (line.onCosts && rules.lkpBp === undefined) report('BU26', 'onCosts', { column: 'onCosts' });
  if (line.uprated && rules.upratingBp === undefined) {
    report('BU26', 'uprated', { column: 'uprated' });
  }
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
