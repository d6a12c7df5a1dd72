import type { CellAddress, Move, NavigationRow } from '../grid/navigation.ts';

/** A rectangle of the grid: rows in a row, columns in a row; a row need not have a cell in each. */
export interface Area {
  rows: readonly NavigationRow[];
  columns: readonly string[];
}

/** What lies between two corners; null when one of them is gone. */
export function areaBetween(
  stops: readonly NavigationRow[],
  shown: readonly string[],
  anchor: CellAddress,
  head: CellAddress,
): Area | null {
  const rows = [anchor, head].map(({ row }) => stops.findIndex(({ id }) => id === row));
  const columns = [anchor, head].map(({ column }) => shown.indexOf(column));
  if (Math.min(...rows, ...columns) < 0) return null;
  return {
    rows: stops.slice(Math.min(...rows), Math.max(...rows) + 1),
    columns: shown.slice(Math.min(...columns), Math.max(...columns) + 1),
  };
}

/** The cells that there are in it, row by row. */
export function cellsIn({ rows, columns }: Area): CellAddress[] {
  const inside = new Set(columns);
  return rows.flatMap(({ id, columns: own }) =>
    own.filter((column) => inside.has(column)).map((column) => ({ row: id, column })),
  );
}

const page = 12;

/** Where a key takes the moving corner of a range: over every column, whether or not the row has it. */
export function extendTo(
  stops: readonly NavigationRow[],
  shown: readonly string[],
  head: CellAddress,
  { key, ctrl = false }: Move,
): CellAddress {
  const row = stops.findIndex(({ id }) => id === head.row);
  const column = shown.indexOf(head.column);
  const last = { row: stops.length - 1, column: shown.length - 1 };
  const at = (r: number, c: number): CellAddress => ({
    row: stops[Math.max(0, Math.min(last.row, r))]?.id ?? head.row,
    column: shown[Math.max(0, Math.min(last.column, c))] ?? head.column,
  });
  switch (key) {
    case 'ArrowUp':
      return at(ctrl ? 0 : row - 1, column);
    case 'ArrowDown':
      return at(ctrl ? last.row : row + 1, column);
    case 'PageUp':
      return at(row - page, column);
    case 'PageDown':
      return at(row + page, column);
    case 'ArrowLeft':
      return at(row, ctrl ? 0 : column - 1);
    case 'ArrowRight':
      return at(row, ctrl ? last.column : column + 1);
    case 'Home':
      return at(ctrl ? 0 : row, 0);
    case 'End':
      return at(ctrl ? last.row : row, last.column);
    default:
      return head;
  }
}
