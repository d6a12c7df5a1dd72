import type { Snippet } from 'svelte';

export interface Column<T> {
  key: string;
  label: string;
  /** Shown as text unless `cell` draws it; also what sorting compares. */
  value: (row: T) => string | number | bigint | null | undefined;
  cell?: Snippet<[T]>;
  align?: 'start' | 'end';
  sortable?: boolean;
  /** The row's name: becomes its header, and the card's heading on phones. */
  heading?: boolean;
  /** Leave the label out on phones, e.g. for buttons. */
  bare?: boolean;
  width?: string;
  /** Kept on one line: dates, references. */
  nowrap?: boolean;
}
