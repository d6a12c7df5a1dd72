import type { MachineDescription } from '../machine/describe.ts';
import { markdownTable, number, tableOf } from './format.ts';
import type { Results, WorkloadResult } from './results.ts';
import type { Section } from './sections.ts';
import { judge } from './targets.ts';

/** bench/RESULTS.md: written by the tool, so that nothing in it is by hand. */
export function markdown(sections: readonly Section[]): string {
  return `${[
    '# Measured, side by side',
    'Written by `pnpm bench`; how it is measured stands in [README.md](README.md). Each section says when it was measured, of which commit and how often: all servers of a section in one run, in turn. Medians of the repetitions; in brackets how many times the figure of Hocuspocus with PostgreSQL. Ratios of one run mean more than figures of two machines.',
    machines(sections),
    '## Targets',
    targets({ workloads: sections.map(({ result }) => result) }),
    'Not measured here: writes accepted after a right was withdrawn, and the killing of PostgreSQL and Redis. The fault tests do that.',
    ...sections.map(sectionText),
  ].join('\n\n')}\n`;
}

/** What all sections have in common stands once. */
function machines(sections: readonly Section[]): string {
  return [...new Set(sections.map(({ machine }) => machineLines(machine)))].join('\n');
}

function machineLines(machine: MachineDescription): string {
  const { cpu, cores, memoryGib, kernel, node, postgres, pinning } = machine;
  return [
    `- ${cpu}, ${cores} cores, ${memoryGib} GiB, ${kernel}`,
    `- Node ${node}, PostgreSQL ${postgres} (its own settings, fsync on)`,
    `- ${pinning}`,
  ].join('\n');
}

const times = (repetitions: number) =>
  `${repetitions} ${repetitions === 1 ? 'repetition' : 'interleaved repetitions'}`;

/** Of what a run prints. */
export function conditions({ machine, date, mode, repetitions, workloads }: Results): string {
  return [
    `- ${date}, ${mode} run, ${times(repetitions)}, commit ${machine.commit}`,
    machineLines(machine),
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

function targets(results: Pick<Results, 'workloads'>): string {
  const rows = judge(results).map(({ what, against, target, found, verdict, account }) => {
    const why = account && verdict === 'not met' ? ` ([why](../docs/decisions/${account}.md))` : '';
    return [what, against, target, found, verdict === 'met' ? 'met' : `**${verdict}**${why}`];
  });
  return markdownTable({ head: ['', 'against', 'target', 'found', ''], rows });
}

function sectionText({ date, repetitions, machine, result }: Section): string {
  const notes = [
    `- ${date}, ${times(repetitions)}, commit ${machine.commit}`,
    ...Object.values(result.notes).map((note) => `- ${note}`),
    ...busyWarning([result]),
  ];
  const failures = result.subjects.flatMap(({ label, failures: why }) =>
    why.map((one) => `- ${label}, a repetition failed: ${one}`),
  );
  const bias = result.figures.map(({ label, bias: why }) => `- *${label}*: ${why}`);
  const parts = [`## ${result.title}`, result.does, notes.join('\n')];
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
