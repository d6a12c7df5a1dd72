import type { CallDefinition, FlatRateKind } from '@samspel/domain/call/call';
import { kindsName, partnerRoleWord } from '#lib/cluster/labels.ts';
import { formatDate, formatList, formatMoney, formatNumber, formatRate } from '#lib/kit/format.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

export interface RuleInWords {
  /** The rule's stable id where the checks have one. */
  rule?: string;
  text: string;
}

const money = (minor: string, currency: string) => formatMoney(minor, { currency, whole: true });

/** What the call asks for, said from its data alone: another call says other things. */
export function rulesInWords(call: CallDefinition): RuleInWords[] {
  return [...consortiumRules(call), ...moneyRules(call), ...formRules(call)];
}

function consortiumRules(call: CallDefinition): RuleInWords[] {
  const rules: RuleInWords[] = [];
  if (call.minClusters > 0) {
    const kinds = formatList(call.countedKinds.map(kindsName));
    rules.push({ rule: 'EL1', text: m.call_rule_clusters({ count: call.minClusters, kinds }) });
  }
  if (call.minRegions > 0) {
    const say =
      call.regionLevel === 'NUTS2' ? m.call_rule_regions_nuts2 : m.call_rule_regions_nuts3;
    rules.push({ rule: 'EL2', text: say({ count: call.minRegions }) });
  }
  if (call.minClusters > 0 || call.minRegions > 0) {
    rules.push({
      text: m.call_rule_counted({ roles: formatList(call.countedRoles.map(partnerRoleWord)) }),
    });
  }
  if (call.themes.length > 0) {
    const themes = formatList(call.themes.map((theme) => language.pick(theme.title)));
    rules.push({ rule: 'SU3', text: m.call_rule_theme({ themes }) });
  }
  return rules;
}

function moneyRules(call: CallDefinition): RuleInWords[] {
  const { currency } = call;
  return [
    {
      rule: 'BU10',
      text: m.call_rule_eu_amount({
        min: money(call.minEuMinor, currency),
        max: money(call.maxEuMinor, currency),
      }),
    },
    { rule: 'BU12', text: m.call_rule_eu_rate({ rate: formatRate(call.euRateBp) }) },
    {
      text: (call.greedySkip ? m.call_ranking_skip : m.call_ranking_stop)({
        envelope: money(call.envelopeMinor, currency),
      }),
    },
  ];
}

function formRules(call: CallDefinition): RuleInWords[] {
  const rules: RuleInWords[] = [];
  if (call.minMonths !== undefined && call.maxMonths !== undefined) {
    rules.push({
      rule: 'SU2',
      text: m.call_rule_months({ min: call.minMonths, max: call.maxMonths }),
    });
  }
  const required = call.sections.filter((section) => section.required).length;
  rules.push({
    rule: 'NA2',
    text: m.call_rule_sections({ required, total: call.sections.length }),
  });
  rules.push({ rule: 'SO1', text: m.call_rule_sign_off() });
  rules.push({
    rule: 'CL2',
    text: m.call_rule_deadline({ date: formatDate(call.closesAt, 'dateTimeLong') }),
  });
  return rules;
}

const flatNames: Record<FlatRateKind, { name: () => string; base: () => string }> = {
  staffOnDirect: { name: m.call_flat_staff_on_direct, base: m.call_flat_base_direct },
  travelOnStaff: { name: m.call_flat_travel_on_staff, base: m.call_flat_base_staff },
  officeOnStaff: { name: m.call_flat_office_on_staff, base: m.call_flat_base_staff },
  officeOnDirect: { name: m.call_flat_office_on_direct, base: m.call_flat_base_direct },
  otherOnStaff: { name: m.call_flat_other_on_staff, base: m.call_flat_base_staff },
};

/** Each flat rate on offer: what it pays for and how much. */
export function flatRatesInWords(call: CallDefinition): { label: string; value: string }[] {
  return (Object.keys(flatNames) as FlatRateKind[]).flatMap((kind) => {
    const rule = call.flatRates[kind];
    if (!rule) return [];
    const { name, base } = flatNames[kind];
    const say = rule.adjustable ? m.call_flat_upto : m.call_flat_exactly;
    return [{ label: name(), value: say({ rate: formatRate(rule.maxBp), base: base() }) }];
  });
}

const models = {
  real_cost: m.call_model_real_cost,
  staff_and_flat: m.call_model_staff_and_flat,
  lump_sum: m.call_model_lump_sum,
  fifteen_fifteen: m.call_model_fifteen_fifteen,
  flat_staff: m.call_model_flat_staff,
  unit_cost: m.call_model_unit_cost,
} as const;

/** Remarks on money that are not limits. */
export function budgetRemarks(call: CallDefinition): string[] {
  const remarks: string[] = [];
  if (call.costModels.length > 0) {
    const list = formatList(call.costModels.map((model) => models[model]()));
    remarks.push(`${m.call_budget_models()}: ${list}.`);
  }
  remarks.push(
    m.call_rule_periods({ max: call.periods.max, months: call.periods.lengthMonths }),
    m.call_budget_rounding(),
  );
  if (call.lkpBp !== undefined) {
    remarks.push(m.call_budget_lkp({ rate: formatRate(call.lkpBp) }));
  }
  if (call.upratingBp !== undefined) {
    remarks.push(m.call_budget_uprating({ rate: formatRate(call.upratingBp) }));
  }
  if (call.fx) {
    const rate = formatNumber(call.fx.numerator / call.fx.denominator, 4);
    remarks.push(m.call_budget_fx({ currency: call.fx.currency, rate }));
  }
  return remarks;
}
