import {
  type ImportedFile,
  type ImportedRow,
  importLimits,
} from '@samspel/domain/exchange/imported-file';
import { decodeText } from './decode-text.ts';
import { FileRefused } from './file-refused.ts';

const separators = [';', '\t', ',', '|'] as const;

/** A text file of separated values (RFC 4180), by whatever separator and encoding it was saved with. */
export function readCsv(bytes: Buffer): ImportedFile {
  const { text, encoding } = decodeText(bytes);
  const named = /^sep=(.)\r?\n/i.exec(text.slice(0, 20));
  const body = named ? text.slice(named[0].length) : text;
  const separator = named?.[1] ?? sniffSeparator(body);
  const rows: ImportedRow[] = [];
  // Where a line named the separator, the file's own count of lines begins there.
  let row = named ? 1 : 0;
  let cells = 0;
  for (const record of recordsOf(body, separator)) {
    row += 1;
    if (record.every((cell) => cell.trim() === '')) continue;
    cells += record.length;
    if (rows.length >= importLimits.rows) throw new FileRefused('too_many_rows');
    if (cells > importLimits.cells) throw new FileRefused('too_many_cells');
    const kept = record.slice(0, importLimits.columns);
    rows.push({
      row,
      cells: kept.map((cell) => cell.slice(0, importLimits.cellCharacters) || null),
    });
  }
  const sheet = { name: '', rows, merged: [], notes: [] };
  return { format: 'csv', text: { encoding, separator }, sheets: [sheet], notes: [] };
}

/** The one that cuts the first records into the most columns, alike in most of them. */
export function sniffSeparator(text: string): string {
  const start = text.slice(0, 64_000);
  let best: string = separators[0];
  let most = 0;
  for (const separator of separators) {
    const widths: number[] = [];
    try {
      for (const record of recordsOf(start, separator)) {
        if (record.length > 1 || record[0]) widths.push(record.length);
        if (widths.length >= 50) break;
      }
    } catch {
      // A quote that the start cut in two; what was read before it tells enough.
    }
    const score = alikeness(widths);
    if (score > most) [best, most] = [separator, score];
  }
  return best;
}

function alikeness(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = 0;
  for (const [width, count] of counts) best = Math.max(best, (width - 1) * (count / widths.length));
  return best;
}

function* recordsOf(text: string, separator: string): Generator<string[]> {
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, next] =
      text[at] === '"' ? quoted(text, at, separator) : plain(text, at, separator);
    record.push(cell);
    if (text[next] === separator) {
      at = next + 1;
      // A separator at the very end closes one more, empty cell.
      if (at === text.length) record.push('');
      continue;
    }
    at = text.startsWith('\r\n', next) ? next + 2 : next + 1;
    yield record;
    record = [];
  }
  if (record.length > 0) yield record;
}

function plain(text: string, from: number, separator: string): [string, number] {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return [text.slice(from, at), at];
}

function quoted(text: string, from: number, separator: string): [string, number] {
  let cell = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) throw new FileRefused('unclosed_quote');
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') {
      // What follows a closing quote up to the separator belongs to the cell, though it should not be there.
      const [rest, next] = plain(text, end + 1, separator);
      return [cell + rest, next];
    }
    cell += '"';
    at = end + 2;
  }
}
