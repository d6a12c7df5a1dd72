import type { WorkplanRoot } from './workplan/workplan-sheet.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where on the screen a finding is mended; a click on the finding leads there. */
export type Place =
  | { kind: 'call' }
  | { kind: 'proposal'; field?: 'title' | 'theme' | 'months' | 'startDate' }
  | { kind: 'partners'; partnerId?: string }
  | { kind: 'section'; key: string }
  | { kind: 'totals' }
  | { kind: 'budget'; partnerId: string; lineId?: string; column?: string }
  | { kind: 'cofunding'; partnerId: string; sourceId?: string; column?: string }
  | { kind: 'workplan'; root?: WorkplanRoot; itemId?: string; column?: string }
  | { kind: 'annex'; annex: string; partnerId?: string }
  | { kind: 'signoff'; partnerId: string };

/**
 * A rule's verdict as data. `subject` is `proposal`, `partner:<id>`, `section:<key>`,
 * `line:<partner>/<line>`, `source:<partner>/<source>`, `workplan:<item>` or
 * `annex:<partner>/<kind>/<source>` (without partner or source where an annex has none; the place of an
 * annex is named so too). Screens translate by `rule` and `params`;
 * `message` is the English of the command line. Params ending in `Minor` are strings of minor
 * units, those ending in `Bp` basis points, those ending in `Both` a word of the call in Swedish and
 * English.
 */
export interface Finding {
  rule: string;
  severity: Severity;
  subject: string;
  message: string;
  params: Record<string, string | number>;
  place?: Place;
}

export function isBlocking(finding: Finding): boolean {
  return finding.severity === 'error';
}

// No text of a call holds it: it is a control character, and those are cleaned away.
const between = '\u001f';

/** A word of the call as a param: each reader gets it in their own language. */
export function bothTexts(sv: string, en: string): string {
  return `${sv}${between}${en}`;
}

/** The word of a param that `bothTexts` made; any other text is itself. */
export function ofBoth(value: string, language: 'sv' | 'en'): string {
  const [sv = '', en = sv] = value.split(between);
  return language === 'sv' ? sv : en;
}
