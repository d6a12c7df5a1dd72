import type { NumberStyle } from '@samspel/domain/money/parse-amount';
import { tick } from 'svelte';
import { type KeyIntent, keyIntent } from '#lib/budget/grid/key-intent.ts';
import { type CellAddress, moveFocus, type NavigationRow } from '#lib/budget/grid/navigation.ts';
import type { CloseWay } from '#lib/collab/cell-editing.ts';
import { funderColumn, type MatrixLine } from './matrix-lines.ts';
import type { MatrixState } from './matrix-state.svelte.ts';

/** What is walked through, as it is drawn now. */
export interface MatrixScene {
  readonly lines: readonly MatrixLine[];
  readonly stops: readonly NavigationRow[];
  readonly columns: readonly string[];
  readonly style: NumberStyle;
  readonly home: CellAddress | null;
  readonly table: HTMLElement | undefined;
  /** Leads to where the funder of the chosen line is named. */
  name(): void;
  /** Tells the others where this person is; null: nowhere in here. */
  announce(at: CellAddress | null): void;
}

/** What else a budget's keys ask for is the browser's here. */
const known: ReadonlySet<KeyIntent['kind']> = new Set([
  ...(['go', 'open', 'type', 'clear', 'undo', 'redo', 'release'] as const),
]);

/** How one person goes through the table and into its cells, by the same keys as in the budget. */
export class MatrixWalk {
  readonly #state: MatrixState;
  readonly #scene: MatrixScene;
  #releasing = false;

  constructor(state: MatrixState, scene: MatrixScene) {
    this.#state = state;
    this.#scene = scene;
  }

  lineOf(at: CellAddress | null): MatrixLine | undefined {
    return this.#scene.lines.find(({ id }) => id === at?.row);
  }

  focus(at: CellAddress): void {
    this.#state.active = at;
    void tick().then(() => {
      const name = CSS.escape(`${at.row}.${at.column}`);
      const cell = this.#scene.table?.querySelector<HTMLElement>(`[data-cell="${name}"]`);
      cell?.focus();
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  }

  settle(at: CellAddress): void {
    this.#state.active = at;
    this.#releasing = false;
    this.#scene.announce(at);
  }

  leave = (event: FocusEvent): void => {
    if (this.#scene.table?.contains(event.relatedTarget as Node | null)) return;
    this.#releasing = false;
    this.#scene.announce(null);
  };

  open(at: CellAddress, typed?: string): void {
    const line = this.lineOf(at);
    if (line && at.column === funderColumn) this.#scene.name();
    else if (line) this.#state.open(line, at.column, this.#scene.style, typed);
  }

  /** `stay` with the cell, go on by a key, or leave the focus where it went by itself. */
  close(keep: boolean, next: CloseWay, event?: KeyboardEvent): void {
    const at = this.#state.editing;
    if (keep) this.#state.commit(this.lineOf(at), this.#scene.style);
    else this.#state.cancel();
    if (!at || next === 'gone') return;
    const here = { row: at.row, column: at.column };
    this.#state.active = here;
    // What could not be read is mended where it stands.
    const stays = next === 'stay' || this.#state.isDraft(here);
    if (stays || !this.#go(next, event)) this.focus(here);
  }

  keydown = (event: KeyboardEvent): void => {
    const at = this.#state.active;
    if (this.#state.editing || !at) return;
    const intent = keyIntent(event);
    if (!intent || !known.has(intent.kind)) return;
    const tab = intent.kind === 'go' && intent.key === 'Tab';
    // Esc, then Tab leaves the table; without it Tab walks the cells, as in the budget.
    if (tab && (this.#releasing || !this.#go('Tab', event))) return;
    if (!tab) this.#act(intent, at, event);
    if (intent.kind !== 'release') event.preventDefault();
  };

  #act(intent: KeyIntent, at: CellAddress, event: KeyboardEvent): void {
    const line = this.lineOf(at);
    if (intent.kind === 'go') this.#go(intent.key, event);
    else if (intent.kind === 'open') this.open(at);
    else if (intent.kind === 'type') this.open(at, intent.text);
    else if (intent.kind === 'undo') this.#state.undo();
    else if (intent.kind === 'redo') this.#state.redo();
    else if (intent.kind === 'clear' && line && this.#state.mayFill(line, at.column)) {
      this.#state.clear(line, at.column);
    } else if (intent.kind === 'release') {
      this.#releasing = true;
      this.#state.draft = null;
    }
  }

  #go(key: string, event?: KeyboardEvent): boolean {
    const { stops, columns, home } = this.#scene;
    const at = this.#state.active ?? home;
    if (!at) return false;
    const ctrl = event ? event.ctrlKey || event.metaKey : false;
    const move = { key, ctrl, shift: event?.shiftKey ?? false };
    const to = moveFocus(stops, columns, at, move);
    if (!to) return false;
    this.focus(to);
    return true;
  }
}
