import type { BudgetLine } from '@samspel/domain/budget/budget-sheet';
import { amountOfCell, quantityOfCell } from '@samspel/domain/exchange/read-cell';
import { currencyIn } from '@samspel/domain/money/parse-amount';
import {
  amountText,
  type CellContext,
  type CellInput,
  clearedCell,
  readCellInput,
} from '../grid/cell-input.ts';
import { type EditableColumn, isQuantityColumn } from '../grid/columns.ts';

/** A cell as another program gives it: as it is shown, and its number where that is told. */
export interface PastedCell {
  text: string;
  /** Digits, and decimals behind a point: what the cell holds, whatever its format shows. */
  number: string | null;
}

export type PastedRead = CellInput & { rounded?: boolean };

/** A number that is told is taken to the cent (EX3); all else is read as if it were typed (MO8). */
export function readPasted(
  line: Pick<BudgetLine, 'category' | 'currency'>,
  column: EditableColumn,
  { text, number }: PastedCell,
  context: CellContext,
): PastedRead {
  if (text.trim() === '') return { ok: true, cells: clearedCell(column) };
  if (number === null) return readCellInput(line, column, text, context);
  if (column === 'unitPriceMinor') {
    const read = amountOfCell({ n: number }, 'en');
    if (!read.ok) return readCellInput(line, column, text, context);
    const typed = `${amountText(read.value.toString(), 'en')} ${currencyIn(text) ?? ''}`.trim();
    const input = readCellInput(line, column, typed, { ...context, style: 'en' });
    return { ...input, rounded: read.rounded };
  }
  if (column === 'quantity' || isQuantityColumn(column)) {
    const read = quantityOfCell({ n: number }, 'en');
    if (!read.ok) return readCellInput(line, column, text, context);
    return { ok: true, cells: { [column]: read.value }, rounded: read.rounded };
  }
  return readCellInput(line, column, text, context);
}
