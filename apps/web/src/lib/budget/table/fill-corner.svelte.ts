import { isEntered } from '../grid/grid-rows.ts';
import type { GridState } from '../grid/grid-state.svelte.ts';
import { cellKey } from '../grid/navigation.ts';
import { FillDrag } from '../range/fill-drag.svelte.ts';
import type { GridDesk } from './grid-desk.svelte.ts';

/**
 * One square for the whole table, which goes from cell to cell: drawn by each cell, it would cost thousands
 * of them a look, and laid over the table, each key a measurement. Call it while a component is set up.
 */
export function standFillCorner(desk: GridDesk, grid: GridState): void {
  const drag = new FillDrag(desk.range, {
    get stops() {
      return desk.stops;
    },
    get shown() {
      return desk.shown;
    },
    cellElement: (at) => desk.walk.cellElement(at),
    lastLike: (row) => desk.acts.lastLike(row),
    fill: (source, whole) => desk.acts.fillOver(source, whole),
  });
  const square = squareFor(drag);
  /** The cell at whose corner it stands; null while there is nothing to fill from. */
  const corner = (): HTMLElement | null => {
    const at = desk.range.cells.at(-1);
    const row = at && desk.rows.find(({ id }) => id === at.row);
    if (!at || !desk.writable || grid.editing || row?.kind !== 'line') return null;
    if (!isEntered(row, at.column)) return null;
    // Others' edits bring rows anew many times a second: it stands where it stood.
    const { parentElement: here } = square;
    const same = here?.isConnected && here.getAttribute('data-cell') === cellKey(at);
    return same ? here : desk.walk.cellElement(at);
  };
  $effect(() => {
    // While it is dragged it stays: an element that moves loses the pointer.
    if (!drag.busy) standAt(corner());
  });
  $effect(() => () => square.remove());

  function standAt(cell: HTMLElement | null) {
    if (square.parentElement === cell) return;
    square.parentElement?.removeAttribute('data-corner');
    cell?.setAttribute('data-corner', '');
    if (cell) cell.append(square);
    else square.remove();
  }
}

function squareFor(drag: FillDrag): HTMLElement {
  const square = document.createElement('span');
  square.className = 'fill-corner no-print';
  // Ctrl+D does the same.
  square.setAttribute('aria-hidden', 'true');
  square.addEventListener('pointerdown', drag.start);
  square.addEventListener('dblclick', drag.toEnd);
  square.addEventListener('click', (event) => event.stopPropagation());
  return square;
}
