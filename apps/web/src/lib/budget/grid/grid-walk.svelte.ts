import { tick } from 'svelte';
import type { CellContext } from './cell-input.ts';
import { gridColumns } from './columns.ts';
import type { GridRow } from './grid-rows.ts';
import { cellKey, type GridState } from './grid-state.svelte.ts';
import { type KeyIntent, keyIntent } from './key-intent.ts';
import { type CellAddress, moveFocus, type NavigationRow } from './navigation.ts';

/** Where the focus goes when a cell's input closes. */
export type CloseWay = 'ArrowDown' | 'ArrowUp' | 'Tab' | 'stay' | 'gone';

/** What the walk leads through, as it is drawn now. */
export interface GridScene {
  readonly rows: readonly GridRow[];
  readonly stops: readonly NavigationRow[];
  readonly context: CellContext;
  /** Where it begins. */
  readonly home: CellAddress | null;
  /** Undefined before it is drawn and once it is gone. */
  readonly table: HTMLElement | undefined;
  insert(): void;
  move(step: 1 | -1): void;
  /** Tells the others where this person is; null: nowhere in here. */
  announce(cell: CellAddress | null): void;
  /** The line that was written in is no longer there. */
  gone(at: CellAddress, text: string): void;
}

/** How one person goes through the grid and into its cells, by keyboard, pointer and clipboard. */
export class GridWalk {
  /** Where to go once it is drawn: a line just added shows with the next painted frame. */
  arriving = $state.raw<(CellAddress & { edit: boolean; typed?: string }) | null>(null);
  readonly #grid: GridState;
  readonly #scene: GridScene;
  /** The column that one came from: a vertical walk stays in it. */
  #wanted = 'description';
  #releasing = false;

  constructor(grid: GridState, scene: GridScene) {
    this.#grid = grid;
    this.#scene = scene;
  }

  get activeRow(): GridRow | null {
    return this.#rowOf(this.#grid.active);
  }

  #rowOf(at: { row: string } | null): GridRow | null {
    return this.#scene.rows.find((row) => row.id === at?.row) ?? null;
  }

  #cellElement(at: CellAddress): HTMLElement | null {
    return this.#scene.table?.querySelector(`[data-cell="${CSS.escape(cellKey(at))}"]`) ?? null;
  }

  focus(at: CellAddress): void {
    this.#grid.active = at;
    void tick().then(() => {
      const element = this.#cellElement(at);
      element?.focus();
      element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  }

  /** Call it whenever the rows change. */
  arrive(): void {
    const to = this.arriving;
    const row = this.#rowOf(to);
    if (!to || !row) return;
    this.arriving = null;
    this.focus({ row: to.row, column: to.column });
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
    const { stops, home } = this.#scene;
    const at = this.#grid.active ?? home;
    if (!at) return false;
    const ctrl = event ? event.ctrlKey || event.metaKey : false;
    const move = { key, ctrl, shift: event?.shiftKey ?? false };
    const vertical = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'].includes(key);
    const to = moveFocus(stops, gridColumns, at, move, vertical ? this.#wanted : at.column);
    if (!to) return false;
    if (!vertical) this.#wanted = to.column;
    this.focus(to);
    return true;
  }

  open(row: GridRow, column: string, typed?: string): void {
    if (this.#grid.open(row, column, this.#scene.context, typed)) this.#wanted = column;
  }

  /** `gone`: the focus went elsewhere by itself and must not be called back. */
  close = (keep: boolean, next: CloseWay, event?: KeyboardEvent): void => {
    const at = this.#grid.editing;
    const row = this.#rowOf(at);
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
    if (!tab) this.#act(intent, row, at, event);
    if (intent.kind !== 'release') event.preventDefault();
  };

  #act(intent: KeyIntent, row: GridRow, at: CellAddress, event: KeyboardEvent): void {
    switch (intent.kind) {
      case 'go':
        this.#go(intent.key, event);
        break;
      case 'open':
        if (row.kind === 'category') this.#scene.insert();
        else this.open(row, at.column);
        break;
      case 'type':
        this.open(row, at.column, intent.text);
        break;
      case 'clear':
        this.#grid.clear(row, at.column);
        break;
      case 'undo':
        this.#grid.undo();
        break;
      case 'redo':
        this.#grid.redo();
        break;
      case 'insert':
        this.#scene.insert();
        break;
      case 'shift':
        this.#scene.move(intent.step);
        break;
      case 'release':
        this.#releasing = true;
        this.#grid.giveUp(at);
    }
  }

  paste = (event: ClipboardEvent): void => {
    const at = this.#grid.active;
    const row = this.activeRow;
    if (this.#grid.editing || !row || !at) return;
    const text = event.clipboardData
      ?.getData('text/plain')
      .split(/[\t\n]/)[0]
      ?.trim();
    if (!text) return;
    event.preventDefault();
    if (this.#grid.open(row, at.column, this.#scene.context, text)) this.close(true, 'stay');
  };

  copy = (event: ClipboardEvent): void => {
    const at = this.#grid.active;
    if (this.#grid.editing || !at) return;
    const text = this.#cellElement(at)?.querySelector('.text')?.textContent?.trim() ?? '';
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
}
