import type { NewLine } from '@samspel/documents/add-lines';
import type { LinesChange } from '@samspel/documents/change-lines';
import type { CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { CellContext, CellFault } from '../grid/cell-input.ts';
import { columnsOf, type GridColumn, isEditable, newCells } from '../grid/columns.ts';
import { type GridRow, isEntered, type LineRow } from '../grid/grid-rows.ts';
import type { CellAddress } from '../grid/navigation.ts';
import type { Area } from '../range/area.ts';
import { type PastedCell, readPasted } from './pasted-cell.ts';

export interface PasteGround {
  rows: readonly GridRow[];
  shown: readonly GridColumn[];
  context: CellContext;
}

export interface UnreadCell {
  /** Null for a line that the paste adds. */
  row: string | null;
  /** What the line is called, or which of the added ones it is. */
  line: string | number;
  column: GridColumn;
  text: string;
  fault: CellFault;
}

export interface PastePlan {
  change: LinesChange;
  written: number;
  added: number;
  rounded: number;
  /** Cells that are computed, or lie beyond the last column. */
  skipped: number;
  /** Cells that were hidden where they come from. */
  hidden: number;
  /** Cells that could not be read and keep their value. */
  unread: UnreadCell[];
}

/**
 * What a pasted block makes of a budget, from a cell on. It stays within its category: lines below the last
 * one are added there. A block that fits the chosen cells several times is repeated over them.
 */
export function planPaste(
  ground: PasteGround,
  at: CellAddress,
  area: Area | null,
  block: readonly (readonly PastedCell[])[],
): PastePlan {
  const planner = new Planner(ground);
  const start = ground.rows.find(({ id }) => id === at.row);
  const from = ground.shown.indexOf(at.column as GridColumn);
  const chosen = area ? linesIn(ground, area) : [];
  const cells = repeated(block, chosen.length, area?.columns.length ?? 0);
  if (start?.kind === 'line') {
    const { category } = start.line;
    const below = ground.rows.filter(
      (row) => row.kind === 'line' && row.line.category === category,
    );
    const targets = chosen.length === cells.length ? chosen : below.slice(below.indexOf(start));
    planner.put(cells, targets as LineRow[], from, category);
  } else if (start?.kind === 'category' && start.category !== 'OTHER_FLAT') {
    planner.put(cells, [], from, start.category);
  } else planner.skip(cells);
  return planner.plan;
}

function linesIn({ rows }: PasteGround, area: Area): LineRow[] {
  const inside = new Set(area.rows.map(({ id }) => id));
  return rows.filter((row) => row.kind === 'line' && inside.has(row.id)) as LineRow[];
}

function repeated<T>(block: readonly (readonly T[])[], rows: number, columns: number) {
  const times = (all: number, one: number) =>
    one > 0 && all > one && all % one === 0 ? all / one : 1;
  const wide = times(columns, block[0]?.length ?? 0);
  const high = times(rows, block.length);
  const row = block.map((cells) => Array.from({ length: wide }, () => cells).flat());
  return Array.from({ length: high }, () => row).flat();
}

class Planner {
  readonly plan: PastePlan = {
    ...{ change: {}, written: 0, added: 0, rounded: 0, skipped: 0, hidden: 0 },
    unread: [],
  };
  readonly #ground: PasteGround;

  constructor(ground: PasteGround) {
    this.#ground = ground;
  }

  skip(cells: readonly (readonly PastedCell[])[]): void {
    this.plan.skipped += cells.flat().filter(({ text }) => text !== '').length;
  }

  put(
    block: readonly (readonly PastedCell[])[],
    targets: readonly LineRow[],
    from: number,
    category: CostCategory,
  ): void {
    const cells = block.slice(0, targets.length).map((pasted, at) => {
      const row = targets[at]!;
      return { lineId: row.id, cells: this.#row(pasted, row, from, row.line.description) };
    });
    const lines = block
      .slice(targets.length)
      .filter((pasted) => pasted.some(({ text }) => text !== ''))
      .map((pasted, at) => this.#added(pasted, from, category, at + 1));
    this.plan.added = lines.length;
    const after = this.#lastOf(category);
    this.plan.change = { cells, added: lines.length > 0 ? [{ after, lines }] : [] };
  }

  #lastOf(category: CostCategory): string | null {
    const lines = this.#ground.rows.filter((row) => row.kind === 'line');
    const last = lines.findLast(({ line }) => line.category === category) ?? lines.at(-1);
    return last?.id ?? null;
  }

  #added(
    pasted: readonly PastedCell[],
    from: number,
    category: CostCategory,
    number: number,
  ): NewLine {
    const start = { ...newCells(category), category } as NewLine;
    const line = { category, currency: 'EUR' as const, period: null };
    return { ...start, ...this.#row(pasted, { id: null, line }, from, number) };
  }

  #row(
    pasted: readonly PastedCell[],
    row: LineRow | { id: null; line: Pick<LineRow['line'], 'category' | 'currency'> },
    from: number,
    name: string | number,
  ) {
    const { shown, context } = this.#ground;
    const own = columnsOf(shown, 'line', row.line.category);
    let registers = {};
    for (const [at, cell] of pasted.entries()) {
      const column = shown[from + at];
      const entered = row.id === null || (column !== undefined && isEntered(row, column));
      if (!column || !isEditable(column) || !own.includes(column) || !entered) {
        if (cell.text.trim() !== '') this.plan.skipped += 1;
        continue;
      }
      const read = readPasted(row.line, column, cell, context);
      if (!read.ok) {
        const { text } = cell;
        this.plan.unread.push({ row: row.id, line: name, column, text, fault: read.fault });
        continue;
      }
      registers = { ...registers, ...read.cells };
      this.plan.written += 1;
      if (read.rounded) this.plan.rounded += 1;
    }
    return registers;
  }
}
