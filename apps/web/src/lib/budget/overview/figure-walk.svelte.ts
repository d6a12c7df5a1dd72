import { type FigureAt, stepOf } from './figure-step.ts';

/** One stop for Tab in a table of figures; the arrow keys go from one to the next. */
export class FigureWalk {
  active = $state<FigureAt>({ row: 0, column: 0 });

  /** A table that became smaller keeps its stop at its edge. */
  isStop({ row, column }: FigureAt, last: FigureAt): boolean {
    return (
      row === Math.min(this.active.row, last.row) &&
      column === Math.min(this.active.column, last.column)
    );
  }

  key(event: KeyboardEvent & { currentTarget: HTMLElement }, last: FigureAt): void {
    const next = stepOf(event, this.active, last);
    if (!next) return;
    event.preventDefault();
    this.active = next;
    event.currentTarget
      .closest('table')
      ?.querySelector<HTMLElement>(`[data-figure="${next.row}.${next.column}"]`)
      ?.focus();
  }
}
