import type { CellAddress, NavigationRow } from '../grid/navigation.ts';
import { type Area, areaBetween } from './area.ts';
import type { GridRange } from './grid-range.svelte.ts';

interface Ground {
  readonly stops: readonly NavigationRow[];
  readonly shown: readonly string[];
  cellElement(at: CellAddress): HTMLElement | null;
  /** The last line of a line's category. */
  lastLike(row: string): string | null;
  /** The lines of the first area go into the others of the second. */
  fill(source: Area, whole: Area): void;
}

/** The square at the corner of what is chosen: dragged down or up, it fills the lines that it passes. */
export class FillDrag {
  busy = $state(false);
  readonly #range: GridRange;
  readonly #ground: Ground;
  #source: Area | null = null;
  #whole: Area | null = null;

  constructor(range: GridRange, ground: Ground) {
    this.#range = range;
    this.#ground = ground;
  }

  start = (event: PointerEvent): void => {
    const source = this.#range.area;
    if (event.button !== 0 || !source) return;
    event.preventDefault();
    event.stopPropagation();
    const before = this.#range.corners;
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const over = new AbortController();
    const { signal } = over;
    this.busy = true;
    const end = (done: boolean) => {
      over.abort();
      this.busy = false;
      const whole = this.#whole;
      this.#source = null;
      this.#whole = null;
      if (done && whole) this.#ground.fill(source, whole);
      else this.#range.corners = before;
    };
    this.#source = source;
    handle.addEventListener('pointermove', this.#move, { signal });
    handle.addEventListener('pointerup', () => end(true), { signal });
    handle.addEventListener('pointercancel', () => end(false), { signal });
    const giveUp = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      end(false);
    };
    window.addEventListener('keydown', giveUp, { signal, capture: true });
  };

  /** To the end of the category, as a double click on the square does elsewhere. */
  toEnd = (event: Event): void => {
    event.stopPropagation();
    const source = this.#range.area;
    const last = source && this.#ground.lastLike(source.rows.at(-1)?.id ?? '');
    if (!last) return;
    this.#stretch(source, last);
    if (this.#whole) this.#ground.fill(source, this.#whole);
    this.#whole = null;
  };

  readonly #move = (event: PointerEvent): void => {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const name = under?.closest('tr')?.querySelector('[data-cell]')?.getAttribute('data-cell');
    const row = name?.slice(0, name.lastIndexOf('.'));
    if (!row || !this.#source) return;
    this.#stretch(this.#source, row);
    const element = this.#ground.cellElement({ row, column: this.#source.columns[0] ?? '' });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  /** What is chosen reaches up to a row, for as long as it is passed. */
  #stretch(source: Area, row: string): void {
    const { stops, shown } = this.#ground;
    const at = (id: string | undefined) => stops.findIndex((stop) => stop.id === id);
    const [top, bottom, here] = [source.rows.at(0)?.id, source.rows.at(-1)?.id, row];
    const from = at(here) < at(top) ? here : top;
    const to = at(here) > at(bottom) ? here : bottom;
    const [first = '', last = ''] = [source.columns.at(0), source.columns.at(-1)];
    if (!from || !to) return;
    const corners = [
      { row: from, column: first },
      { row: to, column: last },
    ] as const;
    const inside = from === top && to === bottom;
    this.#whole = inside ? null : areaBetween(stops, shown, ...corners);
    this.#range.corners = corners;
  }
}
