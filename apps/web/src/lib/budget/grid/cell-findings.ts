import type { Finding } from '@samspel/domain/finding';

// Columns that have no cell of their own are shown at the line's text.
const withoutCell = new Set([
  ...['category', 'currency', 'workPackage', 'note'],
  ...['onCosts', 'uprated'],
]);
const voiding = new Set(['BU5', 'BU6', 'BU14', 'BU16', 'BU21']);

/** Findings by the cell they are mended in; flat rates are named by their kind. */
export function findingsByCell(findings: readonly Finding[]): Map<string, Finding[]> {
  const byCell = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { place } = finding;
    if (place?.kind !== 'budget' || (!place.lineId && !place.column)) continue;
    const row = place.lineId ?? `flat-${place.column}`;
    const named = place.column ?? 'description';
    const column = place.lineId
      ? withoutCell.has(named)
        ? 'description'
        : named
      : 'unitPriceMinor';
    const key = `${row}.${column}`;
    byCell.set(key, [...(byCell.get(key) ?? []), finding]);
  }
  return byCell;
}

export type CellMark = 'error' | 'note';

/** The worst that is said of each cell. */
export function marksOf(byCell: ReadonlyMap<string, readonly Finding[]>): Map<string, CellMark> {
  return new Map(
    [...byCell].map(([key, findings]) => [
      key,
      findings.some(({ severity }) => severity === 'error') ? 'error' : 'note',
    ]),
  );
}

/** Lines that a rule makes count 0. */
export function voidedLines(findings: readonly Finding[]): Set<string> {
  const lines = new Set<string>();
  for (const { rule, place } of findings) {
    if (voiding.has(rule) && place?.kind === 'budget' && place.lineId) lines.add(place.lineId);
  }
  return lines;
}
