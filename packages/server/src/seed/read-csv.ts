import { readFileSync } from 'node:fs';

/** Reads a table of the seed data: a header line, commas, no quoting; it is our own file. */
export function readCsv(name: string): Record<string, string>[] {
  const text = readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8');
  const [header = '', ...lines] = text.trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    if (values.length !== columns.length) throw new Error(`${name}: "${line}" has a wrong shape`);
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
}
