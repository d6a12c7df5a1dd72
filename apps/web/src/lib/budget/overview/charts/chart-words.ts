import type { StackedSeries } from '@samspel/domain/budget/overview/charts';
import type { Dimension } from '@samspel/domain/budget/overview/roll-up';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { formatMoney, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { type ChartSeries, gatherSmall } from '../shapes/gather-small.ts';
import { dimensionName, valueName } from '../value-names.ts';
import { type ChartTable, type LegendItem, seriesFills } from './chart.ts';

export interface NamedSeries extends ChartSeries {
  name: string;
}

/** What a picture draws of a table: its largest series by name, what is left as one. */
export function drawnSeries(
  workspace: Workspace,
  table: StackedSeries,
  stack: Dimension,
): NamedSeries[] {
  return gatherSmall(table, seriesFills.length).map((one) => ({
    ...one,
    name: one.gathered
      ? m.overview_others({ count: one.gathered })
      : valueName(workspace, stack, one.key),
  }));
}

export function legendOf(series: readonly NamedSeries[]): LegendItem[] {
  return series.map(({ name, total }, at) => ({
    label: name,
    amount: formatMoney(total),
    fill: seriesFills[at] ?? 'f7',
  }));
}

/** The whole of it in cells, whatever the picture gathers. */
export function tableOf(
  workspace: Workspace,
  { along, series, totals }: StackedSeries,
  rows: Dimension,
  stack: Dimension,
): ChartTable {
  const total = totals.reduce<bigint>((sum, amount) => sum + amount, 0n);
  return {
    columns: [
      dimensionName(rows),
      ...series.map(({ key }) => valueName(workspace, stack, key)),
      m.overview_sum(),
    ],
    rows: along.map((value, at) => [
      valueName(workspace, rows, value),
      ...series.map(({ values }) => formatMoney(values[at] ?? 0n)),
      formatMoney(totals[at]),
    ]),
    sums: [m.overview_sum(), ...series.map((one) => formatMoney(one.total)), formatMoney(total)],
  };
}

/** A part in whole percent, rounded down: nothing less than all of it is called 100 %. */
export function shareOf(part: bigint, whole: bigint): string {
  return formatRate(whole > 0n ? Number((part * 100n) / whole) * 100 : 0);
}
