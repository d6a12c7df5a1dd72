import { formatMoney, formatNumber, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { categoryName, flatRateName } from '#lib/proposal/finding-text.ts';
import type { GridColumn } from './grid/columns.ts';
import type { GridRow } from './grid/grid-rows.ts';

export interface CellSetting {
  currency: string;
  euRateBp: number;
  partnerName: string;
}

/** What a cell shows while nobody types in it. */
export function cellShown(row: GridRow, column: GridColumn, setting: CellSetting): string {
  switch (row.kind) {
    case 'category':
      if (column === 'total') return formatMoney(row.sum);
      return row.category === 'OTHER_FLAT'
        ? m.budget_category_other_flat()
        : categoryName(row.category);
    case 'sum':
      return column === 'total' ? formatMoney(row.amount) : sumName(row.id, setting);
    case 'flat':
      if (column === 'description') return flatRateName(row.flat);
      return column === 'total' ? formatMoney(row.amount) : formatRate(row.rateBp);
    case 'line':
      return lineShown(row, column, setting.currency);
  }
}

function sumName(id: string, { partnerName, euRateBp }: CellSetting): string {
  if (id === 'sum-total') return m.budget_total_of({ name: partnerName });
  return id === 'sum-eu' ? m.budget_eu({ rate: formatRate(euRateBp) }) : m.budget_own();
}

function lineShown(
  { line, amount }: Extract<GridRow, { kind: 'line' }>,
  column: GridColumn,
  currency: string,
): string {
  switch (column) {
    case 'total':
      return formatMoney(amount);
    case 'quantity':
      return formatNumber(Number(line.quantity), 4);
    case 'unitPriceMinor': {
      const price = formatMoney(line.unitPriceMinor);
      return line.currency === currency ? price : `${price} ${line.currency}`;
    }
    case 'period':
      return line.period === null ? m.budget_all_periods() : String(line.period);
    default:
      return line[column];
  }
}
