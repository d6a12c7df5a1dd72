import type { CallDefinition, CostModel, FlatRateRule } from '@samspel/domain/call/call';
import { formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { type Source, sourcesIn } from '#lib/proposal/source-text.ts';

type Call = Pick<CallDefinition, 'flatRates'>;

const names: Record<CostModel, () => string> = {
  real_cost: m.call_model_real_cost,
  staff_and_flat: m.call_model_staff_and_flat,
  fifteen_fifteen: m.call_model_fifteen_fifteen,
  flat_staff: m.call_model_flat_staff,
  lump_sum: m.call_model_lump_sum,
  unit_cost: m.call_model_unit_cost,
};

/** A model's name as a heading begins. */
export function modelName(model: CostModel): string {
  const name = names[model]();
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What a model is, in words, with the rates of the call. */
export function modelAbout(model: CostModel, { flatRates }: Call): string {
  switch (model) {
    case 'real_cost':
      return m.budget_model_about_real_cost();
    case 'staff_and_flat':
      return m.budget_model_about_staff_and_flat({ how: howMuch(flatRates.otherOnStaff) });
    case 'fifteen_fifteen':
      return m.budget_model_about_fifteen_fifteen({
        office: howMuch(flatRates.officeOnStaff),
        travel: howMuch(flatRates.travelOnStaff),
      });
    case 'flat_staff':
      return m.budget_model_about_flat_staff({ how: howMuch(flatRates.staffOnDirect) });
    case 'lump_sum':
      return m.budget_model_about_lump_sum();
    case 'unit_cost':
      return m.budget_model_about_unit_cost();
  }
}

function howMuch(rule: FlatRateRule | undefined): string {
  if (!rule) return '–';
  const rate = formatRate(rule.maxBp);
  return rule.adjustable ? m.budget_flat_at_most({ rate }) : rate;
}

const sources: Record<CostModel, string> = {
  real_cost: 'CPR Art. 53',
  staff_and_flat: 'CPR Art. 56(1)',
  fifteen_fifteen: 'CPR Art. 54; Interreg Art. 41',
  flat_staff: 'CPR Art. 55(1)',
  lump_sum: 'CPR Art. 53',
  unit_cost: 'CPR Art. 53',
};

export function modelSources(model: CostModel): Source[] {
  return sourcesIn(sources[model]);
}
