import type { NewLine } from '@samspel/documents/add-lines';
import type { BudgetCells, LineRegisters } from '@samspel/documents/budget-document';
import type { LinesChange } from '@samspel/documents/change-lines';
import type { BudgetLine } from '@samspel/domain/budget/budget-sheet';
import { clearedCell } from '../grid/cell-input.ts';
import { isEditable, periodOf } from '../grid/columns.ts';
import { type GridRow, isEntered, type LineRow } from '../grid/grid-rows.ts';
import type { CellAddress } from '../grid/navigation.ts';
import type { Area } from './area.ts';

export interface CellsChange {
  change: LinesChange;
  /** Cells that are written. */
  written: number;
  /** Cells that are computed, or that do not take the value. */
  skipped: number;
}

type Writing = NonNullable<LinesChange['cells']>[number];
type RowOf = (id: string) => GridRow | undefined;

function changeOf(cells: readonly Writing[], skipped: number): CellsChange {
  return { change: { cells }, written: cells.length, skipped };
}

/** What Delete makes of the chosen cells. */
export function clearing(cells: readonly CellAddress[], rowOf: RowOf): CellsChange {
  const found: Writing[] = [];
  let skipped = 0;
  for (const { row: id, column } of cells) {
    const row = rowOf(id);
    if (row?.kind === 'line' && isEntered(row, column) && isEditable(column)) {
      found.push({ lineId: id, cells: clearedCell(column) });
    } else if (row?.kind === 'line') skipped += 1;
  }
  return changeOf(found, skipped);
}

type LinePair = readonly [source: LineRow, target: LineRow];

/** The first line of an area goes into those below it; of one line alone, what stands above it. */
export function fillingDown(area: Area, rows: readonly GridRow[]): CellsChange {
  const lines = rows.filter((row) => row.kind === 'line');
  const chosen = linesOf(area, rows);
  const alone = chosen.length === 1;
  const first = lines.findIndex(({ id }) => id === chosen[0]?.id);
  const source = lines[alone ? first - 1 : first];
  if (!source) return changeOf([], 0);
  const targets = alone ? chosen : chosen.slice(1);
  return filling(
    area,
    targets.map((target) => [source, target]),
  );
}

/** The lines of an area, over and over, into the others of a larger one: below them or above. */
export function fillingOver(source: Area, whole: Area, rows: readonly GridRow[]): CellsChange {
  const from = linesOf(source, rows);
  const lines = linesOf(whole, rows);
  const first = lines.findIndex(({ id }) => id === from[0]?.id);
  if (first < 0) return changeOf([], 0);
  const pairs = lines.flatMap((target, at): LinePair[] => {
    const step = (at - first) % from.length;
    const one = from[step < 0 ? step + from.length : step];
    return one && !from.includes(target) ? [[one, target]] : [];
  });
  return filling(whole, pairs);
}

function linesOf(area: Area, rows: readonly GridRow[]): LineRow[] {
  const inside = new Set(area.rows.map(({ id }) => id));
  return rows.filter((row) => row.kind === 'line' && inside.has(row.id)) as LineRow[];
}

function filling(area: Area, pairs: readonly LinePair[]): CellsChange {
  const found: Writing[] = [];
  const columnsOf = new Map(area.rows.map(({ id, columns }) => [id, columns]));
  let skipped = 0;
  for (const [source, target] of pairs) {
    const own = columnsOf.get(target.id) ?? [];
    for (const column of area.columns.filter((name) => own.includes(name))) {
      if (!isEntered(target, column)) skipped += column === 'total' ? 0 : 1;
      else if (!fits(source.line, target.line, column)) skipped += 1;
      else found.push({ lineId: target.id, cells: registersOf(source.line, column) });
    }
  }
  return changeOf(found, skipped);
}

/** Revenue alone is negative. */
function fits(from: BudgetLine, to: BudgetLine, column: string): boolean {
  if (column !== 'unitPriceMinor' || from.unitPriceMinor === '0') return true;
  return (to.category === 'REVENUE') === from.unitPriceMinor.startsWith('-');
}

/** What a cell of a line holds, as it is written into another. */
function registersOf(line: BudgetLine, column: string): LineRegisters {
  const period = periodOf(column);
  if (period !== null) return { [column]: line.perPeriod?.[period] ?? null };
  const { unitPriceMinor, currency } = line;
  if (column === 'unitPriceMinor') return { unitPriceMinor, currency };
  return { [column]: line[column as keyof BudgetCells] } as LineRegisters;
}

/** A line once more, as a new one takes it. */
export function copyOf(line: BudgetLine): NewLine {
  const { id: _, perPeriod = {}, cellNotes = {}, ...cells } = line;
  const periods = Object.entries(perPeriod).map(([period, quantity]) => [`q${period}`, quantity]);
  const notes = Object.entries(cellNotes).map(([column, text]) => [`note:${column}`, text]);
  return { ...cells, ...Object.fromEntries(periods), ...Object.fromEntries(notes) };
}
