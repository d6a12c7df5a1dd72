import { Keyed } from '../grid/keyed.svelte.ts';

interface Ground {
  /** Ids of the lines that move with this one. */
  movingWith(row: string): readonly string[];
  /** Lets them stand below a row: a line, or a category's heading. */
  put(lines: readonly string[], below: string): void;
}

/** Lines that are dragged by their handle: they go below the row that the pointer is over. */
export class RowDrag {
  /** The row under the pointer. */
  readonly over = new Keyed<'below'>();
  readonly #ground: Ground;
  #lines: readonly string[] = [];
  #below: string | null = null;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  start(event: PointerEvent, row: string): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#lines = this.#ground.movingWith(row);
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const end = (done: boolean) => {
      handle.removeEventListener('pointermove', this.#move);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', giveUp);
      const below = this.#below;
      this.#at(null);
      if (done && below !== null) this.#ground.put(this.#lines, below);
    };
    const drop = () => end(true);
    const giveUp = () => end(false);
    handle.addEventListener('pointermove', this.#move);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', giveUp);
  }

  readonly #move = (event: PointerEvent) => {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const cell = under?.closest('tr.line, tr.category')?.querySelector('[data-cell]');
    const name = cell?.getAttribute('data-cell');
    const row = name ? name.slice(0, name.lastIndexOf('.')) : null;
    this.#at(row !== null && !this.#lines.includes(row) ? row : null);
  };

  #at(row: string | null): void {
    this.#below = row;
    this.over.set(new Map(row === null ? [] : [[row, 'below'] as const]));
  }
}
