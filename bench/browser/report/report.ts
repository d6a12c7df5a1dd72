import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MachineDescription } from '../../machine/describe.ts';
import { markdownTable, number } from '../../report/format.ts';
import type { RecordedLimits } from '../../report/limits.ts';
import { tolerance } from '../../report/limits.ts';
import { median } from '../../statistics/median.ts';
import { gridColumns } from '../measures/typing.ts';
import { figures, type Measured, share } from './figures.ts';

const folder = path.resolve(import.meta.dirname, '..');
const limitsFile = path.join(folder, 'limits.json');

export interface Conditions {
  date: string;
  chromium: string;
  machine: MachineDescription;
  lines: number;
  /** Edits of the others in a second, by place. */
  others: Map<string, number>;
}

export function tableOf(measured: Measured): { head: string[]; rows: string[][] } {
  const ms = (value: number) => `${number(value)} ms`;
  const rows = figures.flatMap(({ key, label, target }) => {
    const values = measured.get(key);
    if (!values || values.length === 0) return [];
    const middle = median(values);
    const verdict = target === null ? '' : middle < target ? 'met' : 'MISSED';
    return [
      [
        label,
        ms(middle),
        ms(share(values, 0.95)),
        String(values.length),
        target === null ? '' : `< ${target} ms`,
        verdict,
      ],
    ];
  });
  return { head: ['', 'median', 'p95', 'n', 'target of the median', ''], rows };
}

export function writeResults(measured: Measured, conditions: Conditions): void {
  const { date, chromium, machine, lines, others } = conditions;
  const said = [
    '# The browser',
    '',
    `${date} · ${machine.name}, ${machine.memoryGib} GiB · ${machine.kernel} · Node ${machine.node} · Chromium ${chromium} (headless, no GPU) · commit ${machine.commit}. Everything runs on these cores: server, database, browser and the others.`,
    '',
    `A narrative of 40 sections and 160 000 characters; three budgets of ${lines} lines (the grid has ${gridColumns} columns). ${[...others].map(([place, rate]) => `Seven others make ${number(rate)} edits a second in the ${place === 'budget' ? 'budget (keys; every fifth fills in a cell)' : 'very section'}`).join('; ')}.`,
    '',
    markdownTable(tableOf(measured)),
    '',
    '## Which way each figure leans',
    '',
    ...figures.map(({ label, bias }) => `- **${label}**: ${bias}`),
    '',
  ];
  writeFileSync(path.join(folder, 'RESULTS.md'), said.join('\n'));
}

export function recordLimits(measured: Measured, { date, machine }: Conditions): void {
  const limits = Object.fromEntries(
    // A tenth of a millisecond is one step of the browser's clock: three of them say nothing.
    [...measured]
      .filter(([, values]) => median(values) >= 1)
      .map(([key, values]) => [key, Number(median(values).toPrecision(4))]),
  );
  const recorded: RecordedLimits = { machine: machine.name, date, commit: machine.commit, limits };
  writeFileSync(limitsFile, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** A line for each median that is beyond the tolerance, or that is missing. */
/** Of the parts that were chosen. */
export function beyondLimits(measured: Measured, chosen: readonly string[]): string[] {
  const { limits }: RecordedLimits = JSON.parse(readFileSync(limitsFile, 'utf8'));
  return Object.entries(limits).flatMap(([key, limit]) => {
    if (!chosen.includes(key.split('.')[0]!)) return [];
    const values = measured.get(key);
    if (!values) return [`${key}: not measured`];
    const middle = median(values);
    return middle > limit * tolerance ? [`${key}: ${number(middle)} ms, recorded ${limit}`] : [];
  });
}
