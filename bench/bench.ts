import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Fleet } from './load/fleet.ts';
import { shareCores } from './machine/cores.ts';
import { describeMachine } from './machine/describe.ts';
import { startPostgres } from './machine/postgres.ts';
import { measure, type Setting } from './measure.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { align, tableOf } from './report/format.ts';
import { beyondLimits, readLimits, recordLimits, tolerance } from './report/limits.ts';
import { conditions, markdown } from './report/markdown.ts';
import type { Results } from './report/results.ts';
import { keepSections, readSections } from './report/sections.ts';
import { judge } from './report/targets.ts';
import { installPeers } from './subjects/install-peers.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  if (process.platform !== 'linux') {
    throw new Error('The benchmark reads CPU and memory from /proc: it runs on Linux only.');
  }
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return 0;
  }
  if (options.mode === 'check' && !options.trace) {
    say('The recorded editing trace is missing: set BENCH_TRACE to automerge-paper.json.gz.');
    return 1;
  }
  const results = await run(options);
  report(results, options);
  const failed = results.workloads.flatMap(({ id, subjects }) =>
    subjects.flatMap(({ label, failures }) => failures.map((why) => `${id}, ${label}: ${why}`)),
  );
  for (const line of failed) say(`FAILED ${line}`);
  if (options.mode === 'check') return check(results, options) && failed.length === 0 ? 0 : 1;
  return failed.length === 0 ? 0 : 1;
}

async function run(options: BenchOptions): Promise<Results> {
  const { mode, repetitions, subjects, workloads, trace } = options;
  const peers = ['hocuspocus', 'y-websocket'].filter((name) =>
    subjects.some(({ id }) => id.startsWith(name)),
  );
  installPeers(peers, say);
  const begun = performance.now();
  const cores = shareCores();
  const folder = mkdtempSync(path.join(tmpdir(), 'samspel-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres();
  const fleet = new Fleet(cores.load);
  try {
    const hubCores = cores.hub === null ? [] : [cores.hub];
    const quick = mode !== 'full';
    const check = mode === 'check';
    const found = { fleet, postgres, hubCores, folder, subjects, repetitions, quick, check, trace };
    const setting: Setting = { ...found, say };
    const results: Results = {
      date: new Date().toISOString().slice(0, 16).replace('T', ' '),
      mode,
      repetitions,
      machine: describeMachine(postgres.version, cores.said),
      workloads: [],
    };
    for (const workload of workloads) results.workloads.push(await measure(workload, setting));
    say(`measured in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    return results;
  } finally {
    await fleet.end();
    await postgres.stop();
  }
}

function report(results: Results, { mode, allServers }: BenchOptions): void {
  print(conditions(results));
  for (const result of results.workloads) {
    print(`\n${result.title}`);
    for (const note of Object.values(result.notes)) print(note);
    print(align(tableOf(result)));
  }
  if (mode !== 'check') {
    const rows = judge(results).map((one) => [one.what, one.target, one.found, one.verdict]);
    print(`\n${align({ head: ['Targets', 'target', 'found', ''], rows })}`);
  }
  const artifacts = path.join(import.meta.dirname, '../.artifacts/bench');
  mkdirSync(artifacts, { recursive: true });
  const json = path.join(artifacts, 'results.json');
  writeFileSync(json, `${JSON.stringify({ ...results, targets: judge(results) }, null, 2)}\n`);
  print(`\nwritten: ${json}`);
  // Beside others in one run, or not at all: a server alone is no section.
  if (mode !== 'full' || !allServers) return;
  keepSections(results);
  const file = path.join(import.meta.dirname, 'RESULTS.md');
  writeFileSync(file, markdown(readSections()));
  print(`written: ${file}`);
}

function check(results: Results, { record, whole }: BenchOptions): boolean {
  if (record) {
    if (!whole) throw new Error('--record needs all workloads');
    recordLimits(results);
    print('recorded in bench/limits.json');
    return true;
  }
  const recorded = readLimits();
  const measured = results.workloads.map(({ id }) => id);
  const limits = Object.fromEntries(
    Object.entries(recorded.limits).filter(([name]) => measured.includes(name.split('.')[0]!)),
  );
  if (recorded.machine !== results.machine.name) {
    print(`The limits were recorded on ${recorded.machine}; this is ${results.machine.name}.`);
  }
  const beyond = beyondLimits(results, { limits });
  for (const line of beyond) print(`BEYOND ${tolerance} TIMES THE LIMIT ${line}`);
  if (beyond.length === 0) print(`within ${tolerance} times the recorded limits`);
  return beyond.length === 0;
}

// What was started ends with this process: servers and load at its exit, PostgreSQL by its guard.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}
process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  return 1;
});
