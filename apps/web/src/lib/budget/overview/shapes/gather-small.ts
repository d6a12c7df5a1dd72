import type { DimensionValue, StackedSeries } from '@samspel/domain/budget/overview/charts';

export interface ChartSeries {
  key: DimensionValue;
  /** How many series this one stands for, where it is what is left beside the largest. */
  gathered: number;
  values: bigint[];
  total: bigint;
}

/** As many series as the eye tells apart: the largest in their order, what is left as one. */
export function gatherSmall({ along, series }: StackedSeries, most: number): ChartSeries[] {
  const plain = series.map((one) => ({ ...one, gathered: 0 }));
  if (plain.length <= most) return plain;
  const size = (total: bigint) => (total < 0n ? -total : total);
  const bySize = [...plain].sort((a, b) => (size(a.total) < size(b.total) ? 1 : -1));
  const kept = new Set(bySize.slice(0, most - 1));
  const rest = plain.filter((one) => !kept.has(one));
  const values = along.map((_, at) => rest.reduce((sum, one) => sum + (one.values[at] ?? 0n), 0n));
  const total = values.reduce((sum, value) => sum + value, 0n);
  return [
    ...plain.filter((one) => kept.has(one)),
    { key: null, gathered: rest.length, values, total },
  ];
}
