import { type CellSetting, cellShown } from '../cell-shown.ts';
import type { CellContext } from '../grid/cell-input.ts';
import type { GridColumn } from '../grid/columns.ts';
import type { GridRow } from '../grid/grid-rows.ts';
import type { GridState } from '../grid/grid-state.svelte.ts';
import type { GridRange } from '../range/grid-range.svelte.ts';
import { type CopiedRow, htmlOf, styleOfBlock, tabsOf, textBlock } from './block-text.ts';
import { numberIn } from './copied-number.ts';
import { htmlBlock } from './html-block.ts';
import { type PastePlan, planPaste } from './plan-paste.ts';

export interface ClipboardGround {
  readonly rows: readonly GridRow[];
  readonly shown: readonly GridColumn[];
  readonly context: CellContext;
  readonly setting: CellSetting;
  readonly writable: boolean;
  /** Makes rows those after one's last edit. */
  catchUp(): void;
  /** Empties what was cut. */
  clear(): void;
  copied(cells: number): void;
  /** A paste that was carried out, or that is too large to be. */
  pasted(plan: PastePlan, done: 'done' | 'too_large'): void;
  /** One text for one cell: what cannot be read stays in it until it is mended. */
  typed(text: string): void;
}

const plain = 'text/plain';
const html = 'text/html';

/** Ranges to and from spreadsheets, as the browser's own clipboard events carry them. */
export class GridClipboard {
  readonly #grid: GridState;
  readonly #range: GridRange;
  readonly #ground: ClipboardGround;

  constructor(grid: GridState, range: GridRange, ground: ClipboardGround) {
    this.#grid = grid;
    this.#range = range;
    this.#ground = ground;
  }

  copy = (event: ClipboardEvent): void => {
    this.#ground.catchUp();
    const { area } = this.#range;
    if (this.#grid.editing || !area || !event.clipboardData) return;
    const rows = this.#rows(
      area.rows.map(({ id }) => id),
      area.columns as GridColumn[],
    );
    event.clipboardData.setData(plain, tabsOf(rows, this.#ground.context.style));
    event.clipboardData.setData(html, htmlOf(rows));
    event.preventDefault();
    this.#ground.copied(this.#range.cells.length);
  };

  cut = (event: ClipboardEvent): void => {
    this.copy(event);
    if (event.defaultPrevented && this.#ground.writable) this.#ground.clear();
  };

  paste = (event: ClipboardEvent): void => {
    this.#ground.catchUp();
    const at = this.#range.area?.rows[0]?.id;
    const column = this.#range.area?.columns[0];
    if (this.#grid.editing || !at || !column || !event.clipboardData) return;
    event.preventDefault();
    if (!this.#ground.writable) return;
    const text = event.clipboardData.getData(plain);
    const block = htmlBlock(event.clipboardData.getData(html)) ?? textBlock(text.slice(0, 500_000));
    const { cells } = block;
    const [[only] = []] = cells;
    if (!only || (text === '' && cells.flat().every((cell) => cell.text === ''))) return;
    const { rows, shown } = this.#ground;
    const style = block.style ?? styleOfBlock(cells, this.#ground.context.style);
    const context = { ...this.#ground.context, style };
    const ground = { rows, shown, context };
    const plan = planPaste(ground, { row: at, column }, this.#range.area, cells);
    plan.hidden = block.hidden;
    const single = cells.length === 1 && cells[0]?.length === 1 && !this.#range.many;
    const mendable = plan.written === 0 && plan.unread[0]?.fault !== 'too_narrow';
    if (single && mendable) this.#ground.typed(only.text);
    else this.#carryOut(plan);
  };

  #carryOut(plan: PastePlan): void {
    const fits = this.#grid.takes(plan.change);
    if (fits) this.#grid.change(plan.change);
    this.#ground.pasted(plan, fits ? 'done' : 'too_large');
  }

  #rows(ids: readonly string[], columns: readonly GridColumn[]): CopiedRow[] {
    const own = new Set(this.#range.cells.map(({ row, column }) => `${row}.${column}`));
    return ids.flatMap((id) => {
      const row = this.#ground.rows.find((one) => one.id === id);
      if (!row) return [];
      const cells = columns.map((column) => {
        if (!own.has(`${id}.${column}`)) return { text: '', number: null };
        const number = numberIn(row, column);
        // A line that stands in no period says so in words: elsewhere they would be no number.
        const text =
          column === 'period' ? (number ?? '') : cellShown(row, column, this.#ground.setting);
        return { text, number };
      });
      return [{ kind: row.kind, cells }];
    });
  }
}
