import { guarded } from '@samspel/domain/exchange/read-cell';
import { type NumberStyle, styleOfCells } from '@samspel/domain/money/parse-amount';
import type { PastedBlock } from './html-block.ts';
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

export function textBlock(text: string): PastedBlock {
  const cells = readTabs(text).map((row) => row.map((cell) => ({ text: cell, number: null })));
  return { cells, style: null, hidden: 0 };
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

/** For programs that take text: numbers bare, so that they are numbers there too, and no text a formula. */
export function tabsOf(rows: readonly CopiedRow[], style: NumberStyle): string {
  const bare = ({ text, number }: CopiedCell) => {
    if (number === null) return quotedText(guarded(text));
    if (unitIn(text) !== null) return quotedText(text);
    return style === 'sv' ? number.replace('.', ',') : number;
  };
  return rows.map(({ cells }) => cells.map(bare).join('\t')).join('\n');
}

function quotedText(text: string): string {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The currency beside an amount that is not in the call's own. */
function unitIn(text: string): string | null {
  return /\p{L}+$/u.exec(text)?.[0] ?? null;
}

/**
 * For spreadsheets: what each cell holds beside its text, as Excel (x:num, x:str), LibreOffice (sdval) and
 * Google Sheets each look for it, so that no language of theirs reads a number as another, or a text as a
 * number, a day or a formula.
 */
export function htmlOf(rows: readonly CopiedRow[]): string {
  const cell = ({ text, number }: CopiedCell) => {
    if (text === '' && number === null) return '<td></td>';
    const told = number === null ? asText(text) : asNumber(number, unitIn(text));
    const names = Object.entries(told).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    return `<td${names.join('')}>${escaped(text)}</td>`;
  };
  const body = rows.map(
    ({ kind, cells }) => `<tr data-samspel="${escaped(kind)}">${cells.map(cell).join('')}</tr>`,
  );
  return `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>${body.join('')}</table></body></html>`;
}

function asText(text: string): Record<string, string> {
  return {
    'x:str': '',
    style: "mso-number-format:'\\@'",
    sdnum: '1033;0;@',
    'data-sheets-value': JSON.stringify({ 1: 2, 2: text }),
  };
}

function asNumber(number: string, unit: string | null): Record<string, string> {
  const told = {
    'x:num': number,
    sdval: number,
    'data-sheets-value': `{"1":3,"3":${number}}`,
  };
  if (unit === null) return { ...told, sdnum: '1033;' };
  // The number alone would be of the currency of whoever reads it.
  const format = `0.00" ${unit}"`;
  return {
    ...told,
    style: `mso-number-format:'0\\.00\\0022 ${unit}\\0022'`,
    sdnum: `1033;1033;${format}`,
    'data-sheets-numberformat': JSON.stringify({ 1: 2, 2: format, 3: 1 }),
  };
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);
}
