import type { Figure } from '../workloads/workload.ts';
import { reference, type SubjectResult, type WorkloadResult } from './results.ts';

/** Three digits that mean something. */
export function number(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) {
    return String(Number(value.toPrecision(3))).replace(/\B(?=(\d{3})+$)/g, ' ');
  }
  return String(Number(value.toPrecision(3)));
}

const withUnit = (value: number, { unit }: Figure): string =>
  `${number(value)}${unit === '' || unit === '/s' ? '' : ` ${unit}`}`;

/** The median, and how many times the reference's it is. */
function cell(result: WorkloadResult, subject: SubjectResult, figure: Figure): string {
  const spread = subject.figures[figure.key];
  if (!spread) return '–';
  const own = withUnit(spread.median, figure);
  const other = result.subjects.find(({ id }) => id === reference)?.figures[figure.key];
  if (figure.ratio === false || !other || other.median === 0 || subject.id === reference) {
    return own;
  }
  return `${own} (${number(Number((spread.median / other.median).toPrecision(2)))}×)`;
}

/** Figures down, servers across. */
export function tableOf(result: WorkloadResult): { head: string[]; rows: string[][] } {
  return {
    head: ['', ...result.subjects.map(({ label }) => label)],
    rows: result.figures.map((figure) => [
      figure.unit === '/s' ? `${figure.label}, per second` : figure.label,
      ...result.subjects.map((subject) => cell(result, subject, figure)),
    ]),
  };
}

/** Columns as wide as what stands in them. */
export function align({ head, rows }: { head: string[]; rows: string[][] }): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const line = (row: string[]) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
      .join('  ');
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  );
}

export function markdownTable({ head, rows }: { head: string[]; rows: string[][] }): string {
  const line = (row: string[]) => `| ${row.join(' | ')} |`;
  const rule = `|---|${head
    .slice(1)
    .map(() => '---:|')
    .join('')}`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
