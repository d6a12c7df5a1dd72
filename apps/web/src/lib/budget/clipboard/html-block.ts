import type { PastedCell } from './pasted-cell.ts';

// Far more than a budget takes; keeps a pasted workbook from stopping the page.
const most = { rows: 2000, columns: 60 };

/**
 * The table that a spreadsheet leaves as HTML; null when there is none. Merged cells count once, headings and
 * sums copied out of a budget are left out.
 */
export function htmlBlock(html: string): PastedCell[][] | null {
  // Parsed apart from the page: nothing in it is loaded, run or shown.
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const table = body.querySelector('table');
  if (!table || html.length > 5_000_000) return null;
  const rows = [...table.rows].filter(({ dataset: { samspel } }) => !samspel || samspel === 'line');
  const block = placed(rows.slice(0, most.rows));
  return block.length > 0 ? block : null;
}

/** With a blank for each place that a merged cell covers. */
function placed(rows: readonly HTMLTableRowElement[]): PastedCell[][] {
  const blank = (): PastedCell => ({ text: '', number: null });
  const block: PastedCell[][] = rows.map(() => []);
  for (const [at, row] of rows.entries()) {
    let column = 0;
    for (const cell of row.cells) {
      while (block[at]?.[column]) column += 1;
      const { colSpan, rowSpan } = cell;
      for (let down = 0; down < Math.max(1, rowSpan); down++) {
        for (let right = 0; right < colSpan; right++) {
          const cells = block[at + down];
          if (cells && column + right < most.columns) cells[column + right] = blank();
        }
      }
      const here = block[at];
      if (here && column < most.columns) here[column] = pastedCell(cell);
      column += colSpan;
    }
  }
  return block.map((cells) => Array.from(cells, (cell) => cell ?? blank()));
}

function pastedCell(cell: HTMLTableCellElement): PastedCell {
  for (const line of cell.querySelectorAll('br')) line.replaceWith('\n');
  const text = cell.textContent.replace(/[ \t]*\n\s*/g, ' ').trim();
  return { text, number: numberOf(cell, text) };
}

/** What stands behind the text, where the program says so, and the text is a number. */
function numberOf(cell: HTMLTableCellElement, text: string): string | null {
  if (/[%/]|\d[-–]\d|\d:\d/.test(text) || !/\d/.test(text)) return null;
  const format = cell.getAttribute('sdnum')?.replace(/\[[^\]]*\]/g, '') ?? '';
  // A day is a number to a spreadsheet, and none to a budget.
  if (/;.*[ymdhj]/i.test(format)) return null;
  const told = cell.getAttribute('sdval') ?? cell.getAttribute('x:num') ?? sheetsNumber(cell);
  return told !== null && /^-?\d{1,15}(\.\d{1,20})?$/.test(told) ? told : null;
}

function sheetsNumber(cell: HTMLTableCellElement): string | null {
  const found = /^\{"1":3,"3":(-?[\d.]+)\}$/.exec(cell.getAttribute('data-sheets-value') ?? '');
  return found?.[1] ?? null;
}
