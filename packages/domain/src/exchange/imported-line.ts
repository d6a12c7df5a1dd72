import type { BudgetLine, CostCategory } from '../budget/budget-sheet.ts';
import { type Minor, parseMinor, toMinor } from '../money/money.ts';
import type { NumberStyle } from '../money/parse-amount.ts';
import { lineAmount, parseQuantity } from '../money/quantity.ts';
import type { ImportField } from './heading-words.ts';
import type { ColumnPlan } from './propose-columns.ts';
import type { CellReadFault } from './read-cell.ts';

export type ImportedLine = Pick<
  BudgetLine,
  | 'category'
  | 'description'
  | 'functionTitle'
  | 'unit'
  | 'quantity'
  | 'unitPriceMinor'
  | 'currency'
  | 'period'
  | 'workPackage'
  | 'note'
> &
  Pick<BudgetLine, 'perPeriod' | 'onCosts' | 'uprated'>;

export const lineFaults = [
  ...(['empty', 'not_a_number', 'ambiguous', 'too_many_decimals', 'too_large'] as const),
  ...(['is_date', 'is_error', 'no_value', 'negative_quantity'] as const),
  ...(['negative', 'revenue_positive', 'period_range', 'too_long', 'no_exchange'] as const),
  ...(['unknown_category', 'no_category', 'office_flat_only', 'category_not_offered'] as const),
  ...(['unknown_currency', 'in_thousands'] as const),
] as const;
export type LineFault = (typeof lineFaults)[number] & string;

export const lineNotes = [
  'rounded',
  'amount_as_one',
  'amount_differs',
  'work_package_left_out',
] as const;

export interface FieldFault {
  field: ImportField;
  fault: LineFault | CellReadFault;
  /** What stands in the file. */
  text: string;
}

export interface FieldNote {
  field: ImportField;
  note: (typeof lineNotes)[number];
  text: string;
}

export const skippedBecause = ['total', 'other_kind', 'heading', 'words', 'other_partner'] as const;
export type SkippedBecause = (typeof skippedBecause)[number];

export type ImportedRowReading =
  | { row: number; state: 'line'; line: ImportedLine; notes: FieldNote[] }
  | { row: number; state: 'faulty'; faults: FieldFault[]; text: string }
  | {
      row: number;
      state: 'skipped';
      why: SkippedBecause;
      text: string;
    };

export interface ImportSetting {
  plan: ColumnPlan;
  style: NumberStyle;
  /** For rows that name no category themselves. */
  category: CostCategory | null;
  /** The categories that the call takes lines in. */
  categories: readonly CostCategory[];
  currency: 'EUR' | 'SEK';
  /** The other currency, where lines may be in one. */
  exchange: 'EUR' | 'SEK' | null;
  /** Highest period of the project. */
  periods: number;
  /** Ids by what people write: a work package's number or title. */
  workPackages: ReadonlyMap<string, string>;
  /** What the project's other partners are called, as `plainWords` writes it. */
  others: ReadonlySet<string>;
}

/** What the accepted rows come to, in the currency of each. */
export function sumByCurrency(rows: readonly ImportedRowReading[]): Map<string, Minor> {
  const sums = new Map<string, Minor>();
  for (const reading of rows) {
    if (reading.state !== 'line') continue;
    const { quantity, unitPriceMinor, currency } = reading.line;
    const amount = lineAmount(parseQuantity(quantity), parseMinor(unitPriceMinor));
    sums.set(currency, toMinor((sums.get(currency) ?? 0n) + amount));
  }
  return sums;
}
