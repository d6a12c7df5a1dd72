import type { NumberStyle } from '@samspel/domain/money/parse-amount';
import type { PastedCell } from './pasted-cell.ts';
import { type SheetMarks, sheetMarks } from './sheet-marks.ts';

export interface PastedBlock {
  cells: PastedCell[][];
  /** How its numbers are written, where the program that copied says so. */
  style: NumberStyle | null;
  /** Cells with something in them that were hidden where they come from: they are left out. */
  hidden: number;
}

// Far more than a budget takes; keeps a pasted workbook from stopping the page.
const most = { rows: 2000, columns: 60 };

const styles = /<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi;

// Parsed apart from the page: nothing in it is loaded, run or shown.
const parsed = (html: string): ParentNode =>
  new DOMParser().parseFromString(html, 'text/html').body.ownerDocument;

/**
 * The table that a spreadsheet leaves as HTML; null when there is none. Merged cells count once, headings and
 * sums copied out of a budget are left out.
 */
export function htmlBlock(
  html: string,
  parse: (html: string) => ParentNode = parsed,
): PastedBlock | null {
  if (html === '' || html.length > 5_000_000) return null;
  // Taken out first: a browser looks at style sheets even where they style nothing, and complains of them.
  const css: string[] = [];
  const root = parse(
    html.replace(styles, (_, sheet: string) => {
      css.push(sheet);
      return '';
    }),
  );
  const marks = sheetMarks(css.join('\n'));
  const table = root.querySelector('table');
  if (!table) return aloneIn(root, marks);
  const own = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
  const rows = own.filter((row) => ['line', null].includes(row.getAttribute('data-samspel')));
  const placing = new Placing(rows.slice(0, most.rows), marks);
  return placing.block.length > 0
    ? { cells: placing.block, style: marks.style, hidden: placing.hidden }
    : null;
}

/** Google Sheets leaves a cell that is copied alone without a table around it. */
function aloneIn(root: ParentNode, marks: SheetMarks): PastedBlock | null {
  const cell = root.querySelector('[data-sheets-value]');
  if (!cell) return null;
  return { cells: [[pastedCell(cell, marks)]], style: marks.style, hidden: 0 };
}

const blank = (): PastedCell => ({ text: '', number: null });
const isHidden = (element: Element) =>
  /display:\s*none|mso-hide:\s*all/i.test(element.getAttribute('style') ?? '');
const spanOf = (cell: Element, name: 'colspan' | 'rowspan') =>
  Math.max(1, Math.min(most.rows, Number(cell.getAttribute(name)) || 1));

/** Cells where they stand, with a blank for each place that a merged one covers. */
class Placing {
  readonly block: PastedCell[][];
  hidden = 0;
  readonly #places: PastedCell[][];
  readonly #marks: SheetMarks;

  constructor(rows: readonly Element[], marks: SheetMarks) {
    this.#marks = marks;
    this.#places = rows.map(() => []);
    for (const [at, row] of rows.entries()) this.#place(row, at);
    // Excel ends most tables with a hidden row that only measures its columns.
    const seen = this.#places.filter((_, at) => !isHidden(rows[at]!));
    this.block = seen.map((cells) => Array.from(cells, (cell) => cell ?? blank()));
  }

  #place(row: Element, at: number): void {
    const here = this.#places[at] ?? [];
    let column = 0;
    for (const cell of row.querySelectorAll('td, th')) {
      if (cell.closest('tr') !== row) continue;
      const pasted = pastedCell(cell, this.#marks);
      const gone = isHidden(cell);
      if ((gone || isHidden(row)) && pasted.text !== '') this.hidden += 1;
      if (gone) continue;
      while (here[column]) column += 1;
      this.#cover(cell, at, column);
      if (column < most.columns) here[column] = pasted;
      column += spanOf(cell, 'colspan');
    }
  }

  #cover(cell: Element, at: number, column: number): void {
    const end = Math.min(most.columns, column + spanOf(cell, 'colspan'));
    for (const cells of this.#places.slice(at, at + spanOf(cell, 'rowspan'))) {
      for (let right = column; right < end; right++) cells[right] = blank();
    }
  }
}

function pastedCell(cell: Element, marks: SheetMarks): PastedCell {
  for (const line of cell.querySelectorAll('br')) line.replaceWith('\n');
  // What somebody noted at the cell stands inside it, in LibreOffice.
  for (const aside of cell.querySelectorAll('comment, script')) aside.remove();
  const lines = (cell.textContent ?? '').replace(/[ \t]*\n\s*/g, ' ');
  // Excel keeps several spaces apart by ones that do not break.
  const text = lines.replace(/[ \u00a0]{2,}/g, ' ').trim();
  return { text, number: marks.numberOf(cell, text) };
}
