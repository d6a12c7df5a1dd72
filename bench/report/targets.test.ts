import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { spreadOf } from '../statistics/median.ts';
import type { SubjectId } from '../subjects/subject.ts';
import type { WorkloadResult } from './results.ts';
import { judge } from './targets.ts';

type Values = Partial<Record<SubjectId, Record<string, number[]>>>;

function measured(id: string, values: Values): WorkloadResult {
  const subjects = Object.entries(values).map(([subject, figures]) => ({
    id: subject as SubjectId,
    label: subject,
    failures: [],
    figures: Object.fromEntries(
      Object.entries(figures).map(([key, list]) => [key, spreadOf(list)]),
    ),
  }));
  return { id, title: id, does: '', notes: {}, figures: [], subjects };
}

const verdict = (workloads: WorkloadResult[], what: string) =>
  judge({ workloads }).find((target) => target.what.includes(what));

test('a ratio is taken of the medians, against the reference', () => {
  const typing = measured('typing', {
    ours: { hubMicros: [50, 59, 900] },
    'hocuspocus-postgres': { hubMicros: [100, 100, 100] },
  });
  expect(verdict([typing], 'hub CPU per update')).toMatchObject({ found: '0.59', verdict: 'met' });
});

test('the best peer is the one that does best, and all must have been measured', () => {
  const at = (rate: number) => ({ most: [rate] });
  const three = {
    ours: at(290),
    'hocuspocus-postgres': at(80),
    hocuspocus: at(85),
    'y-websocket': at(100),
    relay: at(350),
  };
  expect(verdict([measured('saturation', three)], 'most deliveries')).toMatchObject({
    found: '2.90',
    verdict: 'not met',
  });
  const two = { ours: at(290), 'hocuspocus-postgres': at(80) };
  expect(verdict([measured('saturation', two)], 'most deliveries')?.verdict).toBe('not measured');
});

test('a latency that is within the ratio must also be within its ms', () => {
  const at = (p99: number) => ({ p99: [p99] });
  const typing = (own: number) =>
    measured('typing', {
      ours: at(own),
      'hocuspocus-postgres': at(9),
      hocuspocus: at(9),
      'y-websocket': at(8),
    });
  expect(verdict([typing(14)], 'typing: p99')?.verdict).toBe('met');
  expect(verdict([typing(16)], 'typing: p99')?.verdict).toBe('not met');
});

test('one lost edit in one repetition is one too many', () => {
  const lost = (values: number[]) =>
    measured('crash', {
      ours: { lostSaved: values, lostShownEdits: [0, 0, 0] },
      'ours-yjs': { lostSaved: [0, 0, 0], lostShownEdits: [0, 0, 0] },
    });
  expect(verdict([lost([0, 0, 0])], 'kill -9')).toMatchObject({ found: '0', verdict: 'met' });
  expect(verdict([lost([0, 1, 0])], 'kill -9')).toMatchObject({ found: '1', verdict: 'not met' });
});

test('what is compared with nobody is held against its limit', () => {
  const grown = (percent: number) => measured('steady', { ours: { heapGrowth: [percent] } });
  expect(verdict([grown(-0.3)], 'growth of the heap')).toMatchObject({
    found: '-0.300 %',
    verdict: 'met',
  });
  expect(verdict([grown(5.1)], 'growth of the heap')?.verdict).toBe('not met');
});

test('what was not measured is not met and not missed', () => {
  expect(new Set(judge({ workloads: [] }).map((target) => target.verdict))).toEqual(
    new Set(['not measured']),
  );
});

test('where a target is missed, what is said to explain it is there', () => {
  const accounts = judge({ workloads: [] }).flatMap(({ account }) => account ?? []);
  expect(accounts.length).toBeGreaterThan(5);
  for (const account of accounts) {
    const file = path.join(import.meta.dirname, '../../docs/decisions', `${account}.md`);
    expect(existsSync(file), account).toBe(true);
  }
});
