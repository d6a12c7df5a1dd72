import { type CostModel, type FlatRateKind, flatRateKinds } from '../call/call.ts';
import { emptyCofundingSheet } from '../cofunding/cofunding-sheet.ts';
import { termsOf } from '../cofunding/split-sources.ts';
import { type BasisPoints, type Minor, sumMinor } from '../money/money.ts';
import type { PartnerBudget } from './budget-result.ts';
import { type BudgetSheet, type CostCategory, emptyBudgetSheet } from './budget-sheet.ts';
import type { PartnerSheets } from './compute-budget.ts';
import { calculationOf, computePartner, countedAmount } from './compute-partner.ts';
import { chosenRates, modelOf } from './cost-models.ts';
import type { MoneyRules } from './terms.ts';

export interface LineEffect {
  lineId: string;
  category: CostCategory;
  /** What it counts with the model that counts it. */
  amount: Minor;
  /** The flat rate that stands in for it; null: the model leaves its category out. */
  because: FlatRateKind | null;
}

export interface Effect {
  lines: LineEffect[];
  flat: { kind: FlatRateKind; rateBp: BasisPoints }[];
  /** Of the lines, together. */
  amount: Minor;
}

export interface ModelChange {
  from: CostModel;
  to: CostModel;
  /** The budget by the other model: every line and rate as entered. */
  sheet: BudgetSheet;
  noLongerCounts: Effect;
  countsAgain: Effect;
  before: PartnerBudget;
  after: PartnerBudget;
}

/** MO14: what another model would change; nothing that was entered is lost by it. */
export function changeModel(rules: MoneyRules, partner: PartnerSheets, to: CostModel): ModelChange {
  const sheet = partner.budget ?? emptyBudgetSheet;
  const changed = { ...sheet, model: to };
  const sources = termsOf((partner.cofunding ?? emptyCofundingSheet).sources);
  const compute = (one: BudgetSheet) => computePartner(rules, { id: partner.id, ...one, sources });
  return {
    from: modelOf(sheet),
    to,
    sheet: changed,
    noLongerCounts: effectOf(rules, partner.id, sheet, changed),
    countsAgain: effectOf(rules, partner.id, changed, sheet),
    before: compute(sheet),
    after: compute(changed),
  };
}

/** What counts in one budget and not in the other. */
function effectOf(rules: MoneyRules, id: string, counted: BudgetSheet, other: BudgetSheet): Effect {
  const [mine, theirs] = [counted, other].map((sheet) =>
    calculationOf(rules, { id, flat: sheet.flat, model: sheet.model }),
  );
  const lines = counted.lines.flatMap((line): LineEffect[] => {
    let because: FlatRateKind | null = null;
    let left = false;
    const amount = countedAmount(rules, line, mine ?? nothing, () => {});
    countedAmount(rules, line, theirs ?? nothing, (rule, _, { kind }) => {
      if (rule === 'BU5') because = flatRateKinds.find((known) => known === kind) ?? null;
      left ||= rule === 'BU5' || rule === 'BU21';
    });
    const gone = left && amount !== 0n;
    return gone ? [{ lineId: line.id, category: line.category, amount, because }] : [];
  });
  const rates = chosenRates(rules, counted);
  const otherRates = chosenRates(rules, other);
  const flat = flatRateKinds.flatMap((kind) => {
    const rateBp = rates[kind];
    return rateBp !== undefined && otherRates[kind] === undefined ? [{ kind, rateBp }] : [];
  });
  return { lines, flat, amount: sumMinor(lines.map(({ amount }) => amount)) };
}

const nothing = { model: undefined, rates: {} };
