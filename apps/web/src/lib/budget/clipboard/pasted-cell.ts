import type { BudgetLine } from '@samspel/domain/budget/budget-sheet';
import { amountOfCell, quantityOfCell, textOf } from '@samspel/domain/exchange/read-cell';
import { currencyIn } from '@samspel/domain/money/parse-amount';
import {
  amountText,
  type CellContext,
  type CellInput,
  clearedCell,
  readCellInput,
} from '../grid/cell-input.ts';
import { columnSpec, type EditableColumn, isQuantityColumn } from '../grid/columns.ts';
import { hashes } from './sheet-marks.ts';

/** A cell as another program gives it: as it is shown, and its number where that is told. */
export interface PastedCell {
  text: string;
  /** Digits, and decimals behind a point: what the cell holds, whatever its format shows. */
  number: string | null;
}

export type PastedRead = CellInput & { rounded?: boolean };
type Line = Pick<BudgetLine, 'category' | 'currency'>;

/** What bookkeeping writes for nothing at all, with its currency or without. */
const dash = /^(?:(?:kr|sek|eur|€)\s*)?[-\u2012-\u2015\u2212](?:\s*(?:kr|sek|eur|€))?$/i;

/** A number that is told is taken to the cent (EX3); all else is read as if it were typed (MO8). */
export function readPasted(
  line: Line,
  column: EditableColumn,
  cell: PastedCell,
  context: CellContext,
): PastedRead {
  const text = cell.text.trim();
  const number = cell.number ?? (dash.test(text) ? '0' : null);
  if (text === '') return { ok: true, cells: clearedCell(column) };
  if (number === null && hashes.test(text)) return { ok: false, fault: 'too_narrow' };
  if (!columnSpec(column).number) return readCellInput(line, column, textOf(cell.text), context);
  const read = number === null ? null : readNumber(line, column, { text, number }, context);
  return read ?? readCellInput(line, column, cell.text, context);
}

/** An amount in none of a call's currencies: its number alone would say something else. */
const foreign = /[$£¥]|\b(?:usd|gbp|nok|dkk|chf)\b/i;

/** Null where the cell takes it as text alone. */
function readNumber(
  line: Line,
  column: EditableColumn,
  { text, number }: { text: string; number: string },
  context: CellContext,
): PastedRead | null {
  if (column === 'unitPriceMinor') {
    const read = amountOfCell({ n: number }, 'en');
    if (!read.ok || foreign.test(text)) return null;
    const typed = `${amountText(read.value.toString(), 'en')} ${currencyIn(text) ?? ''}`.trim();
    const input = readCellInput(line, column, typed, { ...context, style: 'en' });
    return { ...input, rounded: read.rounded };
  }
  if (column !== 'quantity' && !isQuantityColumn(column)) return null;
  const read = quantityOfCell({ n: number }, 'en');
  if (!read.ok) return null;
  const unit = /\d\s*(\p{L}[\p{L}.]{0,19})$/u.exec(text)?.[1];
  const own = column === 'quantity' && unit ? { unit } : {};
  return { ok: true, cells: { [column]: read.value, ...own }, rounded: read.rounded };
}
