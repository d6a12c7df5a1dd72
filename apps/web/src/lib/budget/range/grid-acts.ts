import type { BudgetSheet, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { newCells } from '../grid/columns.ts';
import type { GridRow, LineRow } from '../grid/grid-rows.ts';
import type { GridState } from '../grid/grid-state.svelte.ts';
import type { Command } from '../grid/key-intent.ts';
import type { CellAddress } from '../grid/navigation.ts';
import type { Area } from './area.ts';
import { type CellsChange, clearing, copyOf, fillingDown, fillingOver } from './change-cells.ts';
import type { GridRange } from './grid-range.svelte.ts';

export interface ActScene {
  readonly rows: readonly GridRow[];
  readonly sheet: BudgetSheet;
  readonly writable: boolean;
  /** Makes rows and sheet those after one's last edit. */
  catchUp(): void;
  /** To a line that is drawn soon. */
  arrive(to: { row: string; column: string; edit: boolean; keep?: boolean }): void;
  /** Says how many cells were written, and how many were passed over. */
  told(change: CellsChange): void;
  removed(lines: readonly string[]): void;
  openNote(cell: CellAddress): void;
  openMenu(): void;
}

/** What a reader does too. */
const reading: ReadonlySet<Command['kind']> = new Set(['all', 'rows', 'columns', 'menu', 'note']);

/** What one does to the chosen cells and lines, by key, button or menu. */
export class GridActs {
  readonly #grid: GridState;
  readonly #range: GridRange;
  readonly #scene: ActScene;

  constructor(grid: GridState, range: GridRange, scene: ActScene) {
    this.#grid = grid;
    this.#range = range;
    this.#scene = scene;
  }

  perform = (command: Command): void => {
    if (!this.#scene.writable && !reading.has(command.kind)) return;
    this.#scene.catchUp();
    if (command.kind === 'shift') this.#shift(command.step);
    else this.#deeds[command.kind]();
  };

  readonly #deeds: Record<Exclude<Command['kind'], 'shift'>, () => void> = {
    all: () => this.#range.all(),
    rows: () => this.#range.wholeRows(),
    columns: () => this.#range.wholeColumns(),
    menu: () => this.#scene.openMenu(),
    note: () => this.#note(),
    undo: () => this.#grid.undo(),
    redo: () => this.#grid.redo(),
    clear: () => this.clear(),
    fill: () => this.#fill(),
    insert: () => this.insert(),
    duplicate: () => this.#duplicate(),
    remove: () => this.#remove(),
  };

  #rowOf = (id: string): GridRow | undefined => this.#scene.rows.find((row) => row.id === id);

  /** The chosen lines, in order; the one with the focus where no range is chosen. */
  lines(): LineRow[] {
    const chosen = new Set(this.#range.area?.rows.map(({ id }) => id) ?? []);
    const active = this.#grid.active?.row;
    if (active !== undefined && !this.#range.many) chosen.add(active);
    return this.#scene.rows.filter((row) => row.kind === 'line' && chosen.has(row.id)) as LineRow[];
  }

  clear(): void {
    const at = this.#grid.active;
    const cells = this.#range.many ? this.#range.cells : at ? [at] : [];
    this.#apply(clearing(cells, this.#rowOf));
  }

  #fill(): void {
    if (this.#range.area) this.#apply(fillingDown(this.#range.area, this.#scene.rows));
  }

  /** The lines of the first area go into the others of the second. */
  fillOver(source: Area, whole: Area): void {
    this.#scene.catchUp();
    this.#apply(fillingOver(source, whole, this.#scene.rows));
  }

  /** The last line of a line's category. */
  lastLike(row: string): string | null {
    const own = this.#rowOf(row);
    if (own?.kind !== 'line') return null;
    const { category } = own.line;
    const last = this.#scene.rows.findLast(
      (one) => one.kind === 'line' && one.line.category === category,
    );
    return last?.id ?? null;
  }

  #apply(found: CellsChange): void {
    if (found.written > 0) this.#grid.change(found.change);
    this.#scene.told(found);
  }

  /** Below the chosen line, or at the end of a category. */
  insert = (category?: CostCategory | 'OTHER_FLAT'): void => {
    const row = this.#grid.active ? this.#rowOf(this.#grid.active.row) : undefined;
    const line = row?.kind === 'line' ? row.line : null;
    const here = line?.category ?? (row?.kind === 'category' ? row.category : 'STAFF');
    const chosen = category ?? here;
    if (!this.#scene.writable || chosen === 'OTHER_FLAT' || chosen === 'OFFICE') return;
    const { lines } = this.#scene.sheet;
    const last = lines.findLast((one) => one.category === chosen)?.id;
    const after = (!category && line ? line.id : last) ?? lines.at(-1)?.id ?? null;
    const fresh = { ...newCells(chosen), category: chosen };
    const [id = ''] = this.#grid.change({ added: [{ after, lines: [fresh] }] });
    this.#scene.arrive({ row: id, column: 'description', edit: true });
  };

  #duplicate(): void {
    const lines = this.lines();
    const last = lines.at(-1);
    if (!last) return;
    const copies = lines.map(({ line }) => copyOf(line));
    const ids = this.#grid.change({ added: [{ after: last.id, lines: copies }] });
    this.#arriveAt(ids[0]);
  }

  #remove(): void {
    const lines = this.lines().map(({ id }) => id);
    if (lines.length === 0) return;
    this.#grid.change({ removed: lines });
    this.#scene.removed(lines);
  }

  /** The lines that lie together in the category of the first of them. */
  #siblings(): { all: LineRow[]; from: number; to: number } | null {
    const [first, ...more] = this.lines();
    if (!first) return null;
    const { category } = first.line;
    const all = this.#scene.rows.filter(
      (row) => row.kind === 'line' && row.line.category === category,
    ) as LineRow[];
    const from = all.indexOf(first);
    const alike = more.filter(({ line }) => line.category === category);
    return { all, from, to: from + alike.length };
  }

  /** Why the chosen lines cannot go further up or down; null when they can. */
  edge(step: 1 | -1): 'none' | 'edge' | null {
    const found = this.#siblings();
    if (!found) return 'none';
    return found.all[step === 1 ? found.to + 1 : found.from - 1] ? null : 'edge';
  }

  #shift(step: 1 | -1): void {
    const found = this.#siblings();
    const neighbour = found?.all[step === 1 ? found.to + 1 : found.from - 1];
    if (!found || !neighbour) return;
    const lines = found.all.slice(found.from, found.to + 1).map(({ id }) => id);
    this.#grid.move(lines, step === 1 ? neighbour.id : this.#before(neighbour.id));
    const at = this.#grid.active;
    if (at) this.#scene.arrive({ ...at, edit: false, keep: true });
  }

  #before(line: string): string | null {
    const { lines } = this.#scene.sheet;
    return lines[lines.findIndex(({ id }) => id === line) - 1]?.id ?? null;
  }

  /** Below a line, or first in a category, whose lines they become. */
  put(lines: readonly string[], below: string): void {
    const row = this.#rowOf(below);
    if (!this.#scene.writable || !row || (row.kind !== 'line' && row.kind !== 'category')) return;
    const category = row.kind === 'line' ? row.line.category : row.category;
    if (category === 'OTHER_FLAT' || category === 'OFFICE') return;
    const first = this.#scene.sheet.lines.find((one) => one.category === category)?.id;
    const after = row.kind === 'line' ? row.id : first ? this.#before(first) : undefined;
    this.#grid.move(lines, after, category);
    this.#arriveAt(lines[0]);
  }

  #arriveAt(row: string | undefined): void {
    const column = this.#grid.active?.column ?? 'description';
    if (row) this.#scene.arrive({ row, column, edit: false });
  }

  #note(): void {
    const at = this.#grid.active;
    if (at && this.#rowOf(at.row)?.kind === 'line') this.#scene.openNote(at);
  }
}
