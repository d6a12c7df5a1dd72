/** How a number is shown; an amount names its currency. */
export type NumberLook = 'count' | 'quantity' | 'percent' | 'amount' | `amount ${string}`;

export type CellLook = 'plain' | 'title' | 'quiet' | 'head' | 'sum' | 'group';

/**
 * A cell of a workbook that is written. Text is always text, whatever it begins with; numbers come as plain
 * decimals, so that none passes through a float; a formula carries the value that it gives.
 */
export interface Cell {
  text?: string;
  number?: string;
  formula?: string | undefined;
  as?: NumberLook;
  look?: CellLook;
  wrap?: boolean;
}

export interface Sheet {
  name: string;
  /** Widths in characters; null hides the column. */
  columns: (number | null)[];
  rows: (Cell | null)[][];
  /** So many rows and columns stay in view, and the last of these rows heads each printed page. */
  frozen: { rows: number; columns: number };
}

export interface Workbook {
  title: string;
  language: 'sv' | 'en';
  sheets: Sheet[];
}

const forbidden = /[[\]:*?/\\\p{Cc}]/gu;

/** Names that spreadsheets take: 31 characters, without some signs, all different whatever their case. */
export function sheetNames(wanted: readonly string[]): string[] {
  // Kept by spreadsheets for themselves.
  const taken = new Set(['history', 'historik']);
  return wanted.map((name) => {
    const clean =
      name
        .replace(forbidden, ' ')
        .replace(/^'+|'+$/g, '')
        .trim() || '–';
    for (let number = 1; ; number++) {
      const mark = number === 1 ? '' : ` (${number})`;
      const chosen = `${cutTo(clean, 31 - mark.length)}${mark}`;
      if (taken.has(chosen.toLowerCase())) continue;
      taken.add(chosen.toLowerCase());
      return chosen;
    }
  });
}

/** Cut between characters: half of a pair is no text. A name may not end with an apostrophe. */
function cutTo(text: string, units: number): string {
  return text
    .slice(0, units)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/[' ]+$/, '');
}

/** 'Sheet'!B2 from any name. */
export function onSheet(name: string, cell: string): string {
  return `'${name.replaceAll("'", "''")}'!${cell}`;
}
