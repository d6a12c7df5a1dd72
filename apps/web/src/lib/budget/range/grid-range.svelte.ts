import { Keyed } from '../grid/keyed.svelte.ts';
import { type CellAddress, cellKey, type Move, type NavigationRow } from '../grid/navigation.ts';
import { type Area, areaBetween, cellsIn, extendTo } from './area.ts';

export interface Ground {
  readonly stops: readonly NavigationRow[];
  readonly shown: readonly string[];
  /** Where the focus is: chosen alone, as long as nothing else is. */
  readonly active: CellAddress | null;
}

/** The cells that one person has chosen together: from where they began to where they went. */
export class GridRange {
  /** The chosen cells by key, while they are more than one. */
  readonly marks = new Keyed<true>();
  #anchor = $state.raw<CellAddress | null>(null);
  #head = $state.raw<CellAddress | null>(null);
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  readonly area: Area | null = $derived.by(() => {
    const { stops, shown, active } = this.#ground;
    const between = (from: CellAddress | null, to: CellAddress | null) =>
      from && to ? areaBetween(stops, shown, from, to) : null;
    return between(this.#anchor, this.#head) ?? between(active, active);
  });

  readonly cells: CellAddress[] = $derived(this.area ? cellsIn(this.area) : []);

  get anchor(): CellAddress | null {
    return this.#anchor;
  }

  get many(): boolean {
    return this.cells.length > 1;
  }

  /** One cell alone. */
  begin(at: CellAddress): void {
    this.#anchor = at;
    this.#head = at;
  }

  /** Up to there, from where it began. */
  reach(head: CellAddress): void {
    this.#anchor ??= head;
    this.#head = head;
  }

  /** A step of its moving corner; answers where that is then. */
  extend(from: CellAddress, move: Move): CellAddress {
    this.#anchor ??= from;
    const { stops, shown } = this.#ground;
    this.#head = extendTo(stops, shown, this.#head ?? from, move);
    return this.#head;
  }

  all(): void {
    const { stops, shown } = this.#ground;
    this.#span(stops.at(0)?.id, stops.at(-1)?.id, shown.at(0), shown.at(-1));
  }

  wholeRows(): void {
    const { shown } = this.#ground;
    const { rows } = this.area ?? { rows: [] };
    this.#span(rows.at(0)?.id, rows.at(-1)?.id, shown.at(0), shown.at(-1));
  }

  wholeColumns(): void {
    const { stops } = this.#ground;
    const { columns } = this.area ?? { columns: [] };
    this.#span(stops.at(0)?.id, stops.at(-1)?.id, columns.at(0), columns.at(-1));
  }

  /** Its corners, for whoever changes it for a while. */
  get corners(): readonly [CellAddress | null, CellAddress | null] {
    return [this.#anchor, this.#head];
  }

  set corners([anchor, head]: readonly [CellAddress | null, CellAddress | null]) {
    this.#anchor = anchor;
    this.#head = head;
  }

  #span(top?: string, bottom?: string, from?: string, to?: string): void {
    if (!top || !bottom || !from || !to) return;
    this.#anchor = { row: top, column: from };
    this.#head = { row: bottom, column: to };
  }

  /** Call it whenever the range or the rows change. */
  mark(): void {
    const cells = this.many ? this.cells : [];
    this.marks.set(new Map(cells.map((cell) => [cellKey(cell), true])));
  }
}
