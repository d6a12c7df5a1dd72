import type { BudgetResult } from '@samspel/domain/budget/budget-result';
import { coverageSegments } from '@samspel/domain/budget/overview/charts';
import { emptyCofundingSheet } from '@samspel/domain/cofunding/cofunding-sheet';
import { coverageOf } from '@samspel/domain/cofunding/coverage';
import type { Application } from '@samspel/domain/proposal/application';

/** The surest money first; what has no source last. */
export const coverageKinds = [
  'paid_in',
  'certified',
  'pledged',
  'requested',
  'idea',
  'missing',
] as const;
export type CoverageKind = (typeof coverageKinds)[number];

export interface CoverageRow {
  /** Null: the whole project. */
  partnerId: string | null;
  own: bigint;
  parts: Record<CoverageKind, bigint>;
  /** What sources give beyond what is to be covered. */
  excess: bigint;
}

/** MO15: how the own part is covered, of the project and of each partner: the parts sum to it and the excess. */
export function coverageRows(
  { cofunding, pledges }: Pick<Application, 'cofunding' | 'pledges'>,
  budget: BudgetResult,
): CoverageRow[] {
  const partners = budget.partners.map((partner): CoverageRow => {
    const sheet = cofunding[partner.id] ?? emptyCofundingSheet;
    const answers = pledges.filter(({ partnerId }) => partnerId === partner.id);
    const row = emptyRow(partner.id);
    for (const { status, amount } of coverageSegments(
      coverageOf(partner, sheet, answers),
      sheet,
      answers,
    )) {
      if (status !== 'withdrawn') row.parts[status] += amount;
    }
    const given = coverageKinds.reduce((sum, kind) => sum + row.parts[kind], 0n);
    row.own = partner.own > 0n ? partner.own : 0n;
    row.parts.missing = row.own > given ? row.own - given : 0n;
    row.excess = given > row.own ? given - row.own : 0n;
    return row;
  });
  return [partners.reduce(addRow, emptyRow(null)), ...partners];
}

function emptyRow(partnerId: string | null): CoverageRow {
  const parts = Object.fromEntries(coverageKinds.map((kind) => [kind, 0n]));
  return { partnerId, own: 0n, excess: 0n, parts: parts as CoverageRow['parts'] };
}

function addRow(sum: CoverageRow, row: CoverageRow): CoverageRow {
  const parts = Object.fromEntries(
    coverageKinds.map((kind) => [kind, sum.parts[kind] + row.parts[kind]]),
  );
  return {
    ...sum,
    own: sum.own + row.own,
    excess: sum.excess + row.excess,
    parts: parts as CoverageRow['parts'],
  };
}
