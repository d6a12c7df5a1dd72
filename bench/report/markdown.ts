import { markdownTable, number, tableOf } from './format.ts';
import type { Results, WorkloadResult } from './results.ts';
import { judge } from './targets.ts';

/** bench/RESULTS.md: written by the tool, so that nothing in it is by hand. */
export function markdown(results: Results): string {
  return `${[
    '# Measured, side by side',
    'Written by `pnpm bench`; how it is measured stands in [README.md](README.md). Medians of the repetitions; in brackets how many times the figure of Hocuspocus with PostgreSQL. Ratios of one run mean more than figures of two machines.',
    conditions(results),
    '## Targets',
    targets(results),
    'Not measured here: writes accepted after a right was withdrawn, and the killing of PostgreSQL and Redis. The fault tests do that.',
    ...results.workloads.map(section),
  ].join('\n\n')}\n`;
}

export function conditions({ machine, date, mode, repetitions, workloads }: Results): string {
  const { cpu, cores, memoryGib, kernel, node, postgres, pinning, commit } = machine;
  return [
    `- ${date}, ${mode} run, ${repetitions} ${repetitions === 1 ? 'repetition' : 'interleaved repetitions'}, commit ${commit}`,
    `- ${cpu}, ${cores} cores, ${memoryGib} GiB, ${kernel}`,
    `- Node ${node}, PostgreSQL ${postgres} (its own settings, fsync on)`,
    `- ${pinning}`,
    ...busyWarning(workloads),
  ].join('\n');
}

const busyPercent = 10;

/** Whoever reads the figures must know when the machine was not left alone. */
function busyWarning(workloads: readonly WorkloadResult[]): string[] {
  const shares = workloads.flatMap(({ subjects }) =>
    subjects.flatMap(({ figures }) => figures.others?.median ?? []),
  );
  const most = Math.max(0, ...shares);
  if (most < busyPercent) return [];
  return [
    `- **The machine was busy with something else (${number(most)} % of it at the worst): latencies and saturation are not to be quoted.**`,
  ];
}

function targets(results: Results): string {
  const rows = judge(results).map(({ what, against, target, found, verdict }) => [
    ...[what, against, target, found],
    verdict === 'met' ? 'met' : `**${verdict}**`,
  ]);
  return markdownTable({ head: ['', 'against', 'target', 'found', ''], rows });
}

function section(result: WorkloadResult): string {
  const notes = Object.values(result.notes).map((note) => `- ${note}`);
  const failures = result.subjects.flatMap(({ label, failures: why }) =>
    why.map((one) => `- ${label}, a repetition failed: ${one}`),
  );
  const bias = result.figures.map(({ label, bias: why }) => `- *${label}*: ${why}`);
  const parts = [`## ${result.title}`, result.does];
  if (notes.length > 0) parts.push(notes.join('\n'));
  parts.push(markdownTable(tableOf(result)));
  if (failures.length > 0) parts.push(failures.join('\n'));
  parts.push(`Widest spread of the repetitions: ${spread(result)}.`);
  parts.push(`Which way the figures lean:\n\n${bias.join('\n')}`);
  return parts.join('\n\n');
}

/** How far the repetitions lay apart at the worst: how much a difference must be to mean something. */
function spread({ figures, subjects }: WorkloadResult): string {
  let widest = { times: 1, of: '-' };
  for (const { label, figures: found } of subjects) {
    for (const { key, label: figure, ratio } of figures) {
      const one = found[key];
      if (!one || ratio === false || one.least <= 0) continue;
      const times = one.most / one.least;
      if (times > widest.times) widest = { times, of: `${figure}, ${label}` };
    }
  }
  return `${number(widest.times)} times between the least and the most (${widest.of})`;
}
