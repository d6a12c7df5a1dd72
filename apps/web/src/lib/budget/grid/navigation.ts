/** A row as the keyboard sees it: the columns whose cells can be reached, in reading order. */
export interface NavigationRow {
  id: string;
  columns: readonly string[];
}

export interface CellAddress {
  row: string;
  column: string;
}

export const cellKey = ({ row, column }: CellAddress) => `${row}.${column}`;

export interface Move {
  key: string;
  ctrl?: boolean;
  shift?: boolean;
}

const page = 12;

/**
 * Where a key leads from a cell; the same address when it leads nowhere, null when the focus should
 * leave the grid (Tab at either end). Rows with fewer cells are met at their nearest cell, and
 * `wanted` remembers the column that one came from, so that a vertical walk stays in its column.
 */
export function moveFocus(
  rows: readonly NavigationRow[],
  order: readonly string[],
  at: CellAddress,
  move: Move,
  wanted: string = at.column,
): CellAddress | null {
  const row = rows.findIndex((candidate) => candidate.id === at.row);
  const here = rows[row];
  if (!here) return firstCell(rows);
  const column = here.columns.indexOf(at.column);
  const last = rows.length - 1;
  const vertical = (index: number) =>
    cellIn(rows[Math.max(0, Math.min(last, index))], order, wanted) ?? at;
  switch (move.key) {
    case 'ArrowUp':
      return vertical(move.ctrl ? 0 : row - 1);
    case 'ArrowDown':
      return vertical(move.ctrl ? last : row + 1);
    case 'PageUp':
      return vertical(row - page);
    case 'PageDown':
      return vertical(row + page);
    case 'ArrowLeft':
      return inRow(here, move.ctrl ? 0 : column - 1);
    case 'ArrowRight':
      return inRow(here, move.ctrl ? here.columns.length - 1 : column + 1);
    case 'Home':
      return move.ctrl ? (firstCell(rows) ?? at) : inRow(here, 0);
    case 'End':
      return move.ctrl ? lastCell(rows, at) : inRow(here, here.columns.length - 1);
    case 'Tab':
      return move.shift ? stepBack(rows, row, column) : stepOn(rows, row, column);
    default:
      return at;
  }
}

/** The cell of a row under a column, or the nearest to its left, or its first. */
export function cellIn(
  row: NavigationRow | undefined,
  order: readonly string[],
  wanted: string,
): CellAddress | null {
  if (!row || row.columns.length === 0) return null;
  if (row.columns.includes(wanted)) return { row: row.id, column: wanted };
  const limit = order.indexOf(wanted);
  const left = row.columns.filter((column) => order.indexOf(column) <= limit).at(-1);
  return { row: row.id, column: left ?? row.columns[0] ?? wanted };
}

/** Keeps the focus alive when its row or cell went away: the same row, else the one at its index. */
export function surviving(
  rows: readonly NavigationRow[],
  order: readonly string[],
  at: CellAddress,
  formerIndex: number,
): CellAddress | null {
  const same = rows.find((row) => row.id === at.row);
  const index = Math.max(0, Math.min(rows.length - 1, formerIndex));
  return cellIn(same ?? rows[index], order, at.column);
}

function inRow(row: NavigationRow, index: number): CellAddress {
  const bounded = Math.max(0, Math.min(row.columns.length - 1, index));
  return { row: row.id, column: row.columns[bounded] ?? '' };
}

function firstCell(rows: readonly NavigationRow[]): CellAddress | null {
  const row = rows.find((candidate) => candidate.columns.length > 0);
  return row ? inRow(row, 0) : null;
}

function lastCell(rows: readonly NavigationRow[], at: CellAddress): CellAddress {
  const row = rows.findLast((candidate) => candidate.columns.length > 0);
  return row ? inRow(row, row.columns.length - 1) : at;
}

function stepOn(rows: readonly NavigationRow[], row: number, column: number): CellAddress | null {
  const here = rows[row];
  if (here && column < here.columns.length - 1) return inRow(here, column + 1);
  const next = rows.slice(row + 1).find((candidate) => candidate.columns.length > 0);
  return next ? inRow(next, 0) : null;
}

function stepBack(rows: readonly NavigationRow[], row: number, column: number): CellAddress | null {
  const here = rows[row];
  if (here && column > 0) return inRow(here, column - 1);
  const before = rows.slice(0, row).findLast((candidate) => candidate.columns.length > 0);
  return before ? inRow(before, before.columns.length - 1) : null;
}
