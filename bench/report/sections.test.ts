import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { spreadOf } from '../statistics/median.ts';
import type { SubjectId } from '../subjects/subject.ts';
import { workloads } from '../workloads/workloads.ts';
import { markdown } from './markdown.ts';
import { beginResult, medianOf, type Results } from './results.ts';
import { keepSections, readSections } from './sections.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'samspel-sections-'));
afterAll(() => rmSync(folder, { recursive: true }));

const machine = {
  ...{ name: 'one', cpu: 'one', cores: 2, memoryGib: 4, kernel: 'Linux', node: 'v24' },
  ...{ postgres: '18', pinning: 'not pinned', commit: 'aaaaaaa' },
};

function run(id: string, figure: string, values: number[], more: Partial<Results> = {}): Results {
  const workload = workloads.find((one) => one.id === id)!;
  const of = (subject: SubjectId, label: string, list: number[]) => {
    return { id: subject, label, failures: [], figures: { [figure]: spreadOf(list) } };
  };
  const subjects = [
    of('ours', 'Samspel', values),
    of(
      'hocuspocus-postgres',
      'Hocuspocus',
      values.map((value) => value * 2),
    ),
  ];
  const result = { ...beginResult(workload), subjects };
  const common = { date: '2026-01-01 10:00', mode: 'full' as const, repetitions: values.length };
  return { ...common, machine, workloads: [result], ...more };
}

test('each workload keeps its last run, and says when, of what and how often', () => {
  keepSections(run('typing', 'p50', [3, 1, 2]), folder);
  keepSections(run('crash', 'lostSaved', [0]), folder);
  const later = { date: '2026-02-02 12:00', machine: { ...machine, commit: 'bbbbbbb' } };
  keepSections(run('typing', 'p50', [8, 9], later), folder);
  const sections = readSections(folder);
  expect(sections.map(({ date, repetitions, result }) => [result.id, date, repetitions])).toEqual([
    ['typing', '2026-02-02 12:00', 2],
    ['crash', '2026-01-01 10:00', 1],
  ]);
  const found = { workloads: sections.map(({ result }) => result) };
  expect(medianOf(found, 'typing', 'ours', 'p50')).toBe(8.5);
  const text = markdown(sections);
  expect(text).toContain('- 2026-02-02 12:00, 2 interleaved repetitions, commit bbbbbbb');
  expect(text).toContain('- 2026-01-01 10:00, 1 repetition, commit aaaaaaa');
  expect(text).toContain('| latency p50 | 8.5 ms (0.5×) | 17 ms |');
});

test('a machine is described once for all its sections, and each machine once', () => {
  keepSections(run('typing', 'p50', [1]), folder);
  keepSections(
    run('crash', 'lostSaved', [0], { machine: { ...machine, kernel: 'Minix' } }),
    folder,
  );
  const text = markdown(readSections(folder));
  expect(text.match(/4 GiB, Linux/g)).toHaveLength(1);
  expect(text.match(/4 GiB, Minix/g)).toHaveLength(1);
});
