import { tick } from 'svelte';
import type { CloseWay } from '#lib/collab/cell-editing.ts';
import type { GridRange } from '../range/grid-range.svelte.ts';
import type { CellContext } from './cell-input.ts';
import type { GridColumn } from './columns.ts';
import type { GridRow } from './grid-rows.ts';
import type { GridState } from './grid-state.svelte.ts';
import { type Command, type KeyIntent, keyIntent } from './key-intent.ts';
import { type CellAddress, cellIn, cellKey, moveFocus, type NavigationRow } from './navigation.ts';

/** What the walk leads through, as it is drawn now. */
export interface GridScene {
  readonly rows: readonly GridRow[];
  readonly stops: readonly NavigationRow[];
  readonly shown: readonly GridColumn[];
  readonly context: CellContext;
  /** Where it begins. */
  readonly home: CellAddress | null;
  /** Undefined before it is drawn and once it is gone. */
  readonly table: HTMLElement | undefined;
  perform(command: Command): void;
  /** Tells the others where this person is; null: nowhere in here. */
  announce(cell: CellAddress | null): void;
  /** The line that was written in is no longer there. */
  gone(at: CellAddress, text: string): void;
}

interface Arrival extends CellAddress {
  edit: boolean;
  typed?: string;
  /** What is chosen stays so. */
  keep?: boolean;
  /** The rows that stood when the line was moved: moving it in the page takes the focus from it. */
  from?: readonly GridRow[] | undefined;
}

/** How one person goes through the grid and into its cells, by keyboard and pointer. */
export class GridWalk {
  /** Where to go once it is drawn: a line just added shows with the next painted frame. */
  arriving = $state.raw<Arrival | null>(null);
  readonly #grid: GridState;
  readonly #range: GridRange;
  readonly #scene: GridScene;
  /** The column that one came from: a vertical walk stays in it. */
  #wanted = 'description';
  #releasing = false;
  #dragging = false;

  constructor(grid: GridState, range: GridRange, scene: GridScene) {
    this.#grid = grid;
    this.#range = range;
    this.#scene = scene;
  }

  get activeRow(): GridRow | null {
    return this.rowOf(this.#grid.active);
  }

  rowOf(at: { row: string } | null): GridRow | null {
    return this.#scene.rows.find((row) => row.id === at?.row) ?? null;
  }

  cellElement(at: CellAddress): HTMLElement | null {
    return this.#scene.table?.querySelector(`[data-cell="${CSS.escape(cellKey(at))}"]`) ?? null;
  }

  /** To one cell, and no other is chosen with it; a vertical walk from there keeps to a column. */
  focus(at: CellAddress, wanted = at.column): void {
    this.#wanted = wanted;
    this.#range.begin(at);
    this.refocus(at);
  }

  /** To a cell, and what is chosen stays so. */
  refocus(at: CellAddress): void {
    this.#grid.active = at;
    void tick().then(() => {
      const element = this.cellElement(at);
      element?.focus();
      element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  }

  /** Call it whenever the rows change. */
  arrive(): void {
    const to = this.arriving;
    const row = this.rowOf(to);
    if (!to || !row || to.from === this.#scene.rows) return;
    this.arriving = null;
    const at = { row: to.row, column: to.column };
    if (to.keep) this.refocus(at);
    else this.focus(at);
    if (to.edit) void tick().then(() => this.open(row, to.column, to.typed));
  }

  settle(at: CellAddress): void {
    this.#grid.active = at;
    this.#releasing = false;
    this.#scene.announce(at);
  }

  leave = (event: FocusEvent): void => {
    if (this.#scene.table?.contains(event.relatedTarget as Node | null)) return;
    this.#releasing = false;
    this.#scene.announce(null);
  };

  #go(key: string, event?: KeyboardEvent): boolean {
    const { stops, home, shown } = this.#scene;
    const at = this.#grid.active ?? home;
    if (!at) return false;
    const ctrl = event ? event.ctrlKey || event.metaKey : false;
    const move = { key, ctrl, shift: event?.shiftKey ?? false };
    if (move.shift && key !== 'Tab') return this.#extend(at, move);
    const vertical = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'].includes(key);
    const to = moveFocus(stops, shown, at, move, vertical ? this.#wanted : at.column);
    if (!to) return false;
    this.focus(to, vertical ? this.#wanted : to.column);
    return true;
  }

  #extend(at: CellAddress, move: { key: string; ctrl: boolean }): boolean {
    const { stops, shown } = this.#scene;
    const head = this.#range.extend(at, move);
    this.#wanted = head.column;
    const to = cellIn(
      stops.find(({ id }) => id === head.row),
      shown,
      head.column,
    );
    if (to) this.refocus(to);
    return true;
  }

  open(row: GridRow, column: string, typed?: string): void {
    if (this.#grid.open(row, column, this.#scene.context, typed)) this.#wanted = column;
  }

  /** `gone`: the focus went elsewhere by itself and must not be called back. */
  close = (keep: boolean, next: CloseWay, event?: KeyboardEvent): void => {
    const at = this.#grid.editing;
    const row = this.rowOf(at);
    if (keep && row) this.#grid.commit(row, this.#scene.context);
    else this.#grid.cancel();
    if (!at) return;
    if (keep && !row) this.#scene.gone(at, at.text);
    const { row: id, column } = at;
    this.#grid.active = { row: id, column };
    if (next === 'gone') return;
    if (next === 'stay' || !this.#go(next, event)) this.focus({ row: id, column });
  };

  keydown = (event: KeyboardEvent): void => {
    const at = this.#grid.active;
    const row = this.activeRow;
    if (this.#grid.editing || !at || !row) return;
    const intent = keyIntent(event);
    if (!intent) return;
    const tab = intent.kind === 'go' && intent.key === 'Tab';
    // Esc, then Tab leaves the table; without it Tab walks the cells, as in a spreadsheet.
    if (tab && (this.#releasing || !this.#go('Tab', event))) return;
    if (!tab) this.#act(intent, event);
    if (intent.kind !== 'release') event.preventDefault();
  };

  #act(intent: KeyIntent, event: KeyboardEvent): void {
    switch (intent.kind) {
      case 'go':
        this.#go(intent.key, event);
        break;
      case 'open':
      case 'type':
        this.#write(intent.kind === 'type' ? intent.text : undefined);
        break;
      case 'release':
        this.#releasing = true;
        if (this.#grid.active) {
          this.#grid.giveUp(this.#grid.active);
          this.#range.begin(this.#grid.active);
        }
        break;
      default:
        this.#scene.perform(intent);
    }
  }

  /** Of several chosen cells it is the one that they were chosen from that is written in. */
  #write(typed?: string): void {
    const at = (this.#range.many && this.#range.anchor) || this.#grid.active;
    const row = this.rowOf(at);
    if (!at || !row) return;
    if (row.kind === 'category') this.#scene.perform({ kind: 'insert' });
    else {
      this.#range.begin(at);
      this.open(row, at.column, typed);
    }
  }

  cellAt(target: EventTarget | null): CellAddress | null {
    const name = (target as Element | null)?.closest?.('[data-cell]')?.getAttribute('data-cell');
    const dot = name?.lastIndexOf('.') ?? -1;
    return name && dot > 0 ? { row: name.slice(0, dot), column: name.slice(dot + 1) } : null;
  }

  /** A finger scrolls; a mouse or pen draws a range. */
  press = (event: PointerEvent): void => {
    const at = this.cellAt(event.target);
    if (!at || event.button !== 0 || (event.target as Element).closest('input, button')) return;
    if (event.shiftKey && this.#range.anchor) {
      this.#range.reach(at);
      event.preventDefault();
      this.refocus(at);
      return;
    }
    this.#wanted = at.column;
    this.#range.begin(at);
    this.#dragging = event.pointerType !== 'touch';
  };

  drag = (event: PointerEvent): void => {
    if (!this.#dragging) return;
    if ((event.buttons & 1) === 0) {
      this.#dragging = false;
      return;
    }
    const at = this.cellAt(event.target);
    if (!at || this.#grid.editing) return;
    this.#range.reach(at);
    this.cellElement(at)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
}
