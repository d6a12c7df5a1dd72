import {
  type CallDefinition,
  type CostModel,
  type FlatRateKind,
  flatRateKinds,
} from '../call/call.ts';
import type { Finding } from '../finding.ts';
import { findingOf } from '../rules.ts';
import {
  type BudgetSheet,
  type CostCategory,
  costCategories,
  type FlatRateChoices,
} from './budget-sheet.ts';
import type { MoneyRules } from './terms.ts';

export interface CostModelRule {
  /** Flat rates that make the model; unchosen they count at the call's rate. */
  needs: readonly FlatRateKind[];
  /** Flat rates that may be chosen beside them. */
  may: readonly FlatRateKind[];
  /** Categories whose lines count. */
  counts: readonly CostCategory[];
}

const indirect: readonly FlatRateKind[] = ['officeOnStaff', 'officeOnDirect'];

/** CPR Art. 53-56: what makes each way of calculating a budget. */
export const modelRules: Record<CostModel, CostModelRule> = {
  real_cost: { needs: [], may: ['travelOnStaff', ...indirect], counts: costCategories },
  staff_and_flat: { needs: ['otherOnStaff'], may: [], counts: costCategories },
  fifteen_fifteen: { needs: ['travelOnStaff', 'officeOnStaff'], may: [], counts: costCategories },
  flat_staff: {
    needs: ['staffOnDirect'],
    may: ['travelOnStaff', ...indirect],
    counts: costCategories,
  },
  lump_sum: { needs: [], may: [], counts: ['LUMP', 'REVENUE'] },
  unit_cost: { needs: [], may: [], counts: ['UNIT', 'REVENUE'] },
};

type Calculated = Pick<BudgetSheet, 'flat' | 'model'>;

/** The model that a budget is calculated by: the chosen one, or the one its flat rates amount to. */
export function modelOf({ flat, model }: Calculated): CostModel {
  if (model) return model;
  if (flat.otherOnStaff !== undefined) return 'staff_and_flat';
  if (flat.staffOnDirect !== undefined) return 'flat_staff';
  const both = flat.travelOnStaff !== undefined && flat.officeOnStaff !== undefined;
  return both ? 'fifteen_fifteen' : 'real_cost';
}

/** The models that can be chosen: the call names them, and offers the flat rates they need. */
export function modelsOffered(call: Pick<CallDefinition, 'costModels' | 'flatRates'>): CostModel[] {
  return call.costModels.filter((model) =>
    modelRules[model].needs.every((kind) => call.flatRates[kind] !== undefined),
  );
}

/** The flat rates that a model takes from what was chosen; without a model, all of it. */
export function chosenRates(
  rules: Pick<MoneyRules, 'flatRates'>,
  { flat, model }: Calculated,
): FlatRateChoices {
  if (!model) return flat;
  const { needs, may } = modelRules[model];
  const chosen: FlatRateChoices = {};
  for (const kind of flatRateKinds) {
    if (needs.includes(kind)) chosen[kind] = flat[kind] ?? rules.flatRates[kind]?.maxBp ?? 0;
    else if (may.includes(kind) && flat[kind] !== undefined) chosen[kind] = flat[kind];
  }
  return chosen;
}

/** BU21: whether a category's lines count under a model. */
export function countsUnder(model: CostModel | undefined, category: CostCategory): boolean {
  return !model || modelRules[model].counts.includes(category);
}

/** BU20, BU27: the model is one of the call's; flat rates that it leaves out are said. */
export function judgeModel(
  rules: Pick<MoneyRules, 'flatRates' | 'costModels'>,
  { flat, model }: Calculated,
  partnerId: string,
): Finding[] {
  if (!model) return [];
  const subject = `partner:${partnerId}`;
  const findings: Finding[] = [];
  if (rules.costModels && !rules.costModels.includes(model)) {
    const place = { kind: 'budget', partnerId, column: 'model' } as const;
    findings.push(findingOf('BU20', subject, { model }, place));
  }
  const { needs, may } = modelRules[model];
  for (const kind of flatRateKinds) {
    if (flat[kind] === undefined || needs.includes(kind) || may.includes(kind)) continue;
    const place = { kind: 'budget', partnerId, column: kind } as const;
    findings.push(findingOf('BU27', subject, { kind, model }, place));
  }
  return findings;
}
