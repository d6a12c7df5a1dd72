import { type FlatRateKind, type FlatRateRules, flatRateKinds } from '../call/call.ts';
import type { Finding } from '../finding.ts';
import type { BasisPoints } from '../money/money.ts';
import { findingOf } from '../rules.ts';
import type { CostCategory, FlatRateChoices } from './budget-sheet.ts';

/** The rates that a partner's choices amount to; a refused choice still replaces its lines. */
export interface EffectiveRates {
  /** Chosen kinds with the rate that counts: the chosen one, or 0 where the choice is refused. */
  rates: Partial<Record<FlatRateKind, BasisPoints>>;
  findings: Finding[];
}

/** BU1-BU4: judges the chosen flat rates by the call's rules. */
export function judgeFlatRates(
  rules: FlatRateRules,
  chosen: FlatRateChoices,
  partnerId: string,
): EffectiveRates {
  const rates: Partial<Record<FlatRateKind, BasisPoints>> = {};
  const findings: Finding[] = [];
  const subject = `partner:${partnerId}`;
  const kinds = flatRateKinds.filter((kind) => chosen[kind] !== undefined);
  const refuse = (rule: 'BU1' | 'BU2' | 'BU3' | 'BU4', params: Finding['params'], column: string) =>
    findings.push(findingOf(rule, subject, params, { kind: 'budget', partnerId, column }));

  for (const kind of kinds) {
    const rate = chosen[kind] ?? 0;
    const rule = rules[kind];
    const fits = rule && (rule.adjustable ? rate <= rule.maxBp : rate === rule.maxBp);
    rates[kind] = fits ? rate : 0;
    if (!rule) refuse('BU1', { kind }, kind);
    else if (!fits) {
      const how = rule.adjustable ? 'at most' : 'exactly';
      refuse('BU2', { kind, chosenBp: rate, allowedBp: rule.maxBp, how }, kind);
    }
  }
  if (kinds.includes('officeOnStaff') && kinds.includes('officeOnDirect')) {
    rates.officeOnStaff = 0;
    rates.officeOnDirect = 0;
    refuse('BU3', {}, 'officeOnDirect');
  }
  if (kinds.includes('otherOnStaff') && kinds.length > 1) {
    // Nothing says which of them the partner means, so none of them counts.
    for (const kind of kinds) rates[kind] = 0;
    refuse('BU4', { kinds: kinds.join(', ') }, 'otherOnStaff');
  }
  return { rates, findings };
}

const coveredByOther: readonly CostCategory[] = ['TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'INFRA'];

/** BU5, BU6: the flat rate that stands in for a category's lines, if one does. */
export function replacementOf(
  category: CostCategory,
  rates: Partial<Record<FlatRateKind, BasisPoints>>,
): FlatRateKind | null {
  if (category === 'STAFF') return rates.staffOnDirect === undefined ? null : 'staffOnDirect';
  if (category === 'TRAVEL' && rates.travelOnStaff !== undefined) return 'travelOnStaff';
  if (rates.otherOnStaff !== undefined && coveredByOther.includes(category)) return 'otherOnStaff';
  return null;
}
