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
  | { kind: 'signoff'; partnerId: string };

/**
 * A rule's verdict as data. `subject` is `proposal`, `partner:<id>`, `section:<key>`,
 * `line:<partner>/<line>`, `source:<partner>/<source>` or `workplan:<item>`. Screens translate by `rule` and `params`;
 * `message` is the English of the command line. Params ending in `Minor` are strings of minor
 * units, those ending in `Bp` basis points.
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
