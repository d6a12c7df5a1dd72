import type { MatrixLine } from './matrix-lines.ts';

/**
 * What is open where a phone shows cards: a source, which stays open whatever line its name or kind makes
 * of it; or, where there is none yet, a place in a line.
 */
export type OpenCard = { partnerId: string } & ({ sourceId: string } | { line: string });

export function cardOf(line: MatrixLine, partnerId: string): OpenCard {
  const cell = line.cells.get(partnerId);
  return cell ? { partnerId, sourceId: cell.sourceId } : { partnerId, line: line.id };
}

export function isOpen(open: OpenCard | null, line: MatrixLine, partnerId: string): boolean {
  if (open?.partnerId !== partnerId) return false;
  if ('line' in open) return open.line === line.id;
  return line.cells.get(partnerId)?.sourceId === open.sourceId;
}

/**
 * By source, what its line's card is known by. A line that is named anew, or that another partner takes
 * part in, keeps the card by any source that it had: nobody loses the field they are writing in.
 */
export function cardKeys(
  lines: readonly MatrixLine[],
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const keys = new Map<string, string>();
  for (const { id, cells } of lines) {
    const sources = [...cells.values()].map(({ sourceId }) => sourceId);
    const known = sources.map((source) => before.get(source));
    let key = known.find((one) => one !== undefined && !taken.has(one)) ?? sources[0] ?? id;
    while (taken.has(key)) key += "'";
    taken.add(key);
    for (const source of sources) keys.set(source, key);
  }
  return keys;
}
