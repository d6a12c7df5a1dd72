import { quantityText } from '@samspel/domain/money/quantity';
import { formatMoney, formatNumber, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { categoryName, flatRateName } from '#lib/proposal/finding-text.ts';
import { type CellContext, packageText } from './grid/cell-input.ts';
import { type GridColumn, isQuantityColumn, periodOf } from './grid/columns.ts';
import type { GridRow, LineRow } from './grid/grid-rows.ts';

export interface CellSetting extends Pick<CellContext, 'packages'> {
  currency: string;
  euRateBp: number;
  partnerName: string;
  /** The id of the list that a work package is chosen from. */
  packageList: string;
}

/** What a cell shows while nobody types in it. */
export function cellShown(row: GridRow, column: GridColumn, setting: CellSetting): string {
  const period = periodOf(column);
  if (period !== null && !isQuantityColumn(column)) return amountIn(row, period);
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
      return lineShown(row, column, setting);
  }
}

/** Nothing at all where nothing falls: columns of periods are mostly empty. */
function amountIn(row: GridRow, period: number): string {
  const amount = row.periods?.[period - 1] ?? 0n;
  return amount === 0n ? '' : formatMoney(amount);
}

function sumName(id: string, { partnerName, euRateBp }: CellSetting): string {
  if (id === 'sum-total') return m.budget_total_of({ name: partnerName });
  return id === 'sum-eu' ? m.budget_eu({ rate: formatRate(euRateBp) }) : m.budget_own();
}

function lineShown(row: LineRow, column: GridColumn, setting: CellSetting): string {
  const { line, amount } = row;
  switch (column) {
    case 'description':
    case 'functionTitle':
    case 'unit':
      return line[column];
    case 'total':
      return formatMoney(amount);
    case 'quantity':
      return formatNumber(Number(line.quantity), 4);
    case 'unitPriceMinor': {
      const price = formatMoney(line.unitPriceMinor);
      return line.currency === setting.currency ? price : `${price} ${line.currency}`;
    }
    case 'period':
      return line.period === null ? m.budget_all_periods() : String(line.period);
    case 'workPackage':
      return packageText(line.workPackage, setting.packages);
    default:
      return quantityIn(row, periodOf(column) ?? 0);
  }
}

function quantityIn({ split }: LineRow, period: number): string {
  const quantity = split?.quantities[period - 1] ?? 0n;
  return quantity === 0n ? '' : formatNumber(Number(quantityText(quantity)), 4);
}

/** What stands above a column. */
export function columnLabel(column: GridColumn, currency: string): string {
  const period = periodOf(column);
  if (period !== null) {
    return isQuantityColumn(column)
      ? m.grid_column_period_quantity({ period })
      : m.grid_column_period_amount({ period, currency });
  }
  const labels: Record<string, () => string> = {
    description: m.budget_column_description,
    functionTitle: m.budget_column_function_title,
    quantity: m.budget_column_quantity,
    unit: m.budget_column_unit,
    unitPriceMinor: m.budget_column_unit_price_minor,
    workPackage: m.grid_column_work_package,
    period: m.budget_column_period,
  };
  return labels[column]?.() ?? m.budget_column_total({ currency });
}
