import type { CofundingMatrix, MatrixCell, MatrixRow } from '@samspel/domain/cofunding/matrix';
import type { CellAddress, NavigationRow } from '#lib/budget/grid/navigation.ts';

export const funderColumn = 'funder';
export const sumColumn = 'sum';

/** One line of the table: a funder's sources, at most one for each partner. */
export interface MatrixLine {
  id: string;
  row: MatrixRow;
  /** A partner may have two sources of one funder: the second stands on a line of its own. */
  first: boolean;
  cells: ReadonlyMap<string, MatrixCell>;
}

const footKinds = ['sourced', 'own', 'uncovered', 'confirmed'] as const;
export type FootKind = (typeof footKinds)[number];

export interface MatrixFoot {
  id: `foot-${FootKind}`;
  kind: FootKind;
  amounts: ReadonlyMap<string, bigint>;
  sum: bigint;
}

export function matrixLines({ rows }: CofundingMatrix): MatrixLine[] {
  return rows.flatMap((row) => {
    const lines: Map<string, MatrixCell>[] = [];
    for (const cell of row.cells) {
      const free = lines.find((line) => !line.has(cell.partnerId));
      if (free) free.set(cell.partnerId, cell);
      else lines.push(new Map([[cell.partnerId, cell]]));
    }
    return lines.map((cells, at) => ({ id: `${row.key}#${at}`, row, first: at === 0, cells }));
  });
}

/** Each column's cells and what they leave uncovered add up to its partner's own part, to the cent. */
export function matrixFoot({ columns }: CofundingMatrix): MatrixFoot[] {
  return footKinds.map((kind) => {
    const amounts = new Map(
      columns.map((column) => [
        column.partnerId,
        kind === 'sourced' ? column.own - column.uncovered : column[kind],
      ]),
    );
    const sum = [...amounts.values()].reduce((all, one) => all + one, 0n);
    return { id: `foot-${kind}`, kind, amounts, sum };
  });
}

export function matrixColumns({ columns }: CofundingMatrix): string[] {
  return [funderColumn, ...columns.map(({ partnerId }) => partnerId), sumColumn];
}

export function matrixStops(
  lines: readonly MatrixLine[],
  feet: readonly MatrixFoot[],
  columns: readonly string[],
): NavigationRow[] {
  return [...lines, ...feet].map(({ id }) => ({ id, columns }));
}

/** Where a source stands; null once it is nowhere in the table. */
export function addressOf(
  lines: readonly MatrixLine[],
  source: { partnerId: string; sourceId: string },
): CellAddress | null {
  const line = lines.find(({ cells }) => cells.get(source.partnerId)?.sourceId === source.sourceId);
  return line ? { row: line.id, column: source.partnerId } : null;
}
