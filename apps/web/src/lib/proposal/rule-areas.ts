import { m } from '#lib/paraglide/messages.js';

export type RuleArea =
  | 'call'
  | 'consortium'
  | 'project'
  | 'narrative'
  | 'workplan'
  | 'budget'
  | 'cofunding'
  | 'annexes'
  | 'signoff';

/** The order in which a workspace is worked through. */
export const areas: readonly { key: RuleArea; label: () => string }[] = [
  { key: 'call', label: m.rule_area_call },
  { key: 'consortium', label: m.rule_area_consortium },
  { key: 'project', label: m.rule_area_project },
  { key: 'narrative', label: m.rule_area_narrative },
  { key: 'workplan', label: m.rule_area_workplan },
  { key: 'budget', label: m.rule_area_budget },
  { key: 'cofunding', label: m.rule_area_cofunding },
  { key: 'annexes', label: m.rule_area_annexes },
  { key: 'signoff', label: m.rule_area_signoff },
];

const byPrefix: Record<string, RuleArea> = {
  ...{ CL: 'call', EL: 'consortium', SU: 'project', NA: 'narrative', BU: 'budget', WP: 'workplan' },
  ...{ CF: 'cofunding', AX: 'annexes', SO: 'signoff' },
};

// What a budget leaves uncovered is mended among the sources, not among the costs.
const exceptions: Record<string, RuleArea> = { BU8: 'cofunding', BU9: 'cofunding' };

export function areaOf(rule: string): RuleArea {
  return exceptions[rule] ?? byPrefix[rule.slice(0, 2)] ?? 'project';
}
