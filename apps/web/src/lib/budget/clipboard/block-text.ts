import { type NumberStyle, styleOfCells } from '@samspel/domain/money/parse-amount';
import type { PastedCell } from './pasted-cell.ts';

/** A cell as it is copied: what is seen, and its number as a decimal where it has one. */
export interface CopiedCell {
  text: string;
  number: string | null;
}

export interface CopiedRow {
  kind: string;
  cells: readonly CopiedCell[];
}

/** Rows and cells of tab-separated text, quotes as spreadsheets write them. */
export function readTabs(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const end = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let at = 0; at < source.length; at++) {
    const letter = source.charAt(at);
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (source.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === '' && closes(source, at)) quoted = true;
    else if (letter === '\t') end();
    else if (letter === '\n') {
      end();
      rows.push([]);
    } else cell += letter;
  }
  end();
  return rows;
}

/** Only a quote that is closed before a tab, a line or the end begins a quoted cell: 5" is an inch. */
function closes(source: string, at: number): boolean {
  return /^"(?:[^"]|"")*"(?=\t|\n|$)/.test(source.slice(at));
}

export function textBlock(text: string): PastedCell[][] {
  return readTabs(text).map((cells) => cells.map((cell) => ({ text: cell, number: null })));
}

/** How the numbers of a block are written, as they say themselves; else as the reader writes. */
export function styleOfBlock(
  block: readonly (readonly PastedCell[])[],
  own: NumberStyle,
): NumberStyle {
  const texts = block.flat().flatMap(({ text, number }) => (number === null ? [text] : []));
  const numbers = texts.filter((text) => /\d/.test(text) && !/\p{L}{4}/u.test(text));
  return styleOfCells(numbers, own) ?? own;
}

/** For programs that take text: numbers bare, so that they are numbers there too. */
export function tabsOf(rows: readonly CopiedRow[], style: NumberStyle): string {
  const bare = ({ text, number }: CopiedCell) =>
    number === null || /\p{L}/u.test(text)
      ? quotedText(text)
      : style === 'sv'
        ? number.replace('.', ',')
        : number;
  return rows.map(({ cells }) => cells.map(bare).join('\t')).join('\n');
}

function quotedText(text: string): string {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * For spreadsheets: each number beside its text, as Excel (x:num), LibreOffice (sdval) and Google Sheets
 * each look for it, so that no language of theirs reads it as another.
 */
export function htmlOf(rows: readonly CopiedRow[]): string {
  const cell = ({ text, number }: CopiedCell) => {
    if (number === null) return `<td>${escaped(text)}</td>`;
    const sheets = escaped(`{"1":3,"3":${number}}`);
    return `<td x:num="${number}" sdval="${number}" sdnum="1033;" data-sheets-value="${sheets}">${escaped(text)}</td>`;
  };
  const body = rows.map(
    ({ kind, cells }) => `<tr data-samspel="${escaped(kind)}">${cells.map(cell).join('')}</tr>`,
  );
  return `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>${body.join('')}</table></body></html>`;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);
}
