/** The fills of ChartFills that series take, in the order in which they are told apart best. */
export const seriesFills = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'] as const;
export type ChartFill = (typeof seriesFills)[number] | 'hoped' | 'missing';

export interface LegendItem {
  label: string;
  amount: string;
  fill: ChartFill;
}

/** What a picture shows, in cells: the first column names the row. */
export interface ChartTable {
  columns: string[];
  rows: string[][];
  sums?: string[];
}
