import type { BudgetSheet } from '@samspel/domain/budget/budget-sheet';
import { untrack } from 'svelte';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { notify } from '#lib/kit/notify.ts';
import { m } from '#lib/paraglide/messages.js';
import { type ClipboardGround, GridClipboard } from '../clipboard/grid-clipboard.ts';
import type { PastePlan } from '../clipboard/plan-paste.ts';
import { faultText } from '../fault-text.ts';
import { noteOf } from '../grid/cell-note.ts';
import type { GridState } from '../grid/grid-state.svelte.ts';
import { type GridScene, GridWalk } from '../grid/grid-walk.svelte.ts';
import type { Command } from '../grid/key-intent.ts';
import { type CellAddress, cellKey, surviving } from '../grid/navigation.ts';
import { saidOf, saidOfOpen } from '../grid/said-of.ts';
import type { CellsChange } from '../range/change-cells.ts';
import { type ActScene, GridActs } from '../range/grid-acts.ts';
import { GridRange, type Ground } from '../range/grid-range.svelte.ts';
import { rangeSum } from '../range/range-sum.ts';
import { changeText, rangeText } from '../range/range-text.ts';
import { RowDrag } from '../range/row-drag.svelte.ts';
import type { DrawnBudget } from './drawn-budget.svelte.ts';

/**
 * What one person does at a budget's table by keys, pointer and clipboard, and what stands around the table
 * because of it. Made while a component is set up.
 */
export class GridDesk implements GridScene, ActScene, ClipboardGround, Ground {
  table = $state<HTMLTableElement>();
  menuAt = $state<HTMLElement | null>(null);
  /** The cell whose note is open. */
  noted = $state.raw<CellAddress | null>(null);
  /** The cell whose writers are asked for. */
  asked = $state.raw<CellAddress | null>(null);
  /** A paste of which something was left out. */
  partly = $state.raw<PastePlan | null>(null);
  /** What was just done, until one goes on. */
  #news = $state<string | null>(null);
  readonly range: GridRange;
  readonly walk: GridWalk;
  readonly acts: GridActs;
  readonly clipboard: GridClipboard;
  readonly drag: RowDrag;
  readonly #workspace: Workspace;
  readonly #live: LiveDocument;
  readonly #grid: GridState;
  readonly #drawn: DrawnBudget;

  constructor(workspace: Workspace, live: LiveDocument, grid: GridState, drawn: DrawnBudget) {
    this.#workspace = workspace;
    this.#live = live;
    this.#grid = grid;
    this.#drawn = drawn;
    this.range = new GridRange(this);
    this.walk = new GridWalk(grid, this.range, this);
    this.acts = new GridActs(grid, this.range, this);
    this.clipboard = new GridClipboard(grid, this.range, this);
    this.drag = new RowDrag({
      movingWith: (row) => {
        const lines = this.acts.lines().map(({ id }) => id);
        return lines.includes(row) ? lines : [row];
      },
      put: (lines, below) => this.acts.put(lines, below),
    });
    $effect.pre(() => this.range.mark());
    $effect(() => this.walk.arrive());
    $effect(() => {
      void grid.active;
      void this.range.anchor;
      untrack(() => (this.#news = null));
    });
    $effect(() => {
      const at = grid.editing;
      if (at && !drawn.rowOf(at.row)) untrack(() => this.walk.close(true, 'gone'));
    });
    this.#survive();
  }

  /** The focus outlives its row: someone else may remove it, or a category may empty. */
  #survive(): void {
    let lastIndex = 0;
    $effect(() => {
      const at = this.active;
      if (!at) return;
      const index = this.stops.findIndex((row) => row.id === at.row);
      if (this.stops[index]?.columns.some((column) => column === at.column)) lastIndex = index;
      else {
        const next = surviving(this.stops, this.shown, at, lastIndex);
        this.#grid.active = next;
        // It was in the very cell that is gone.
        if (next && document.activeElement === document.body) this.walk.focus(next);
      }
    });
  }

  get rows() {
    return this.#drawn.rows;
  }

  get stops() {
    return this.#drawn.stops;
  }

  get shown() {
    return this.#drawn.shown;
  }

  get context() {
    return this.#drawn.context;
  }

  get setting() {
    return this.#drawn.setting;
  }

  get home() {
    return this.#drawn.home;
  }

  get sheet(): BudgetSheet {
    return this.#drawn.sheet;
  }

  get writable(): boolean {
    return this.#live.writable;
  }

  get active(): CellAddress | null {
    return this.#grid.active;
  }

  /** What is said below the table of where one is. */
  readonly said = $derived.by(() => {
    const at = this.active;
    const { rowOf, call, context, byCell, others } = this.#drawn;
    const open = this.#grid.editing && rowOf(this.#grid.editing.row);
    if (open) {
      const said = saidOfOpen(this.#grid, open, context, this.writable);
      if (said) return said;
    }
    if (this.#news) return { tone: 'info', text: this.#news };
    if (this.range.many) {
      const { cells } = this.range;
      const text = rangeText(cells.length, rangeSum(cells, rowOf), call.currency);
      return { tone: 'info', text };
    }
    if (!at) return null;
    const draft = this.#grid.draft(at);
    if (draft) return { tone: 'block', text: faultText(draft.fault, context) };
    const found = saidOf(byCell.get(cellKey(at)) ?? []);
    if (found) return found;
    const other = others.get(cellKey(at));
    if (other) return { tone: 'info', text: m.budget_someone_here({ name: other.name }) };
    const note = noteOf(rowOf(at.row), at.column);
    return note ? { tone: 'info', text: m.grid_note_said({ note }) } : null;
  });

  catchUp(): void {
    this.#workspace.catchUp();
  }

  announce(cell: CellAddress | null): void {
    const where = { area: 'budget', part: this.#live.part ?? '' } as const;
    this.#live.announce(cell ? { where, cell } : { cell });
  }

  gone({ row, column }: CellAddress, typed: string): void {
    const onClick = () => {
      this.#grid.restore([row]);
      this.walk.arriving = { row, column, edit: true, typed };
    };
    const action = { label: m.budget_restore(), onClick };
    notify.problem(m.budget_line_gone(), { description: typed, action });
  }

  perform(command: Command): void {
    this.acts.perform(command);
  }

  arrive(to: { row: string; column: string; edit: boolean; keep?: boolean }): void {
    this.walk.arriving = { ...to, from: this.#drawn.rowOf(to.row) && this.rows };
  }

  told(change: CellsChange): void {
    this.#news = changeText(change);
  }

  removed(lines: readonly string[]): void {
    const action = { label: m.budget_restore(), onClick: () => this.#grid.restore(lines) };
    notify.say(m.grid_removed({ count: lines.length }), { action });
  }

  openNote(cell: CellAddress): void {
    this.noted = cell;
  }

  openMenu(): void {
    this.menuAt = this.active && this.walk.cellElement(this.active);
  }

  openMenuAt = (event: MouseEvent): void => {
    const at = this.walk.cellAt(event.target);
    if (!at || this.#grid.editing) return;
    event.preventDefault();
    const chosen = this.range.cells.some((cell) => cellKey(cell) === cellKey(at));
    if (!chosen) this.walk.focus(at);
    this.menuAt = this.walk.cellElement(at);
  };

  clear(): void {
    this.acts.clear();
  }

  copied(count: number): void {
    this.#news = m.grid_copied({ count });
  }

  pasted(plan: PastePlan, done: 'done' | 'too_large'): void {
    if (done === 'too_large') {
      notify.problem(m.grid_paste_too_large());
      return;
    }
    this.#news = m.grid_pasted({ count: plan.written });
    this.partly = plan.unread.length + plan.skipped + plan.hidden > 0 ? plan : null;
  }

  typed(text: string): void {
    const at = this.active;
    const row = at && this.#drawn.rowOf(at.row);
    if (row && at && this.#grid.open(row, at.column, this.context, text)) {
      this.walk.close(true, 'stay');
    }
  }

  /** From a menu or a dialog to where one was. */
  back = (): void => {
    if (this.active) this.walk.refocus(this.active);
  };
}
