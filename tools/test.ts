import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { faultFigures, forgetFigures } from './lib/fault-figures.ts';
import { bin, root, runStep, seconds } from './lib/step.ts';
import {
  afterRunningAgain,
  countsOf,
  failuresOf,
  filesToRunAgain,
  type SuiteReport,
} from './lib/suite-report.ts';
import { type Suite, suites } from './lib/suites.ts';
import { findOrInstall, howToInstall } from './lib/tools-on-path.ts';
import { webSync } from './lib/web-sync.ts';

// Every suite, one after the other: two cores are few, and a suite that starves its neighbour
// reports faults that are not there. `pnpm test pure pg` runs the named ones.
const artifacts = path.join(root, '.artifacts');

interface Outcome {
  suite: Suite;
  state: 'passed' | 'failed' | 'not run';
  passed: number;
  failed: number;
  skipped: number;
  ms: number;
  why?: string;
  failures?: string[];
  /** Failed at first and passed when its file was run once more. */
  flaky?: string[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function readReport(file: string): SuiteReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
  } catch {
    return undefined;
  }
}

async function runSuite(suite: Suite): Promise<Outcome> {
  const empty = { suite, passed: 0, failed: 0, skipped: 0, ms: 0 };
  if (suite.asRoot && process.getuid?.() !== 0) {
    const why = `only root may mount a disk: sudo npx -y pnpm@12 test ${suite.name}`;
    return { ...empty, state: 'not run', why };
  }
  const env: Record<string, string> = {};
  for (const tool of suite.needs) {
    const file = findOrInstall(tool, say);
    if (!file) {
      return { ...empty, state: 'not run', why: `${tool.name} is missing: ${howToInstall(tool)}` };
    }
    env[`SAMSPEL_TEST_${tool.name.toUpperCase().replaceAll('-', '_')}`] = file;
  }
  const first = await runFiles(suite, env, []);
  if (!first.report) return { ...empty, state: 'failed', failed: 1, ms: first.ms, why: first.why };
  const failures = failuresOf(first.report);
  const counts = countsOf(first.report);
  const again = filesToRunAgain(first.report);
  if (again.length === 0) {
    // An unhandled error fails the run although every test passed.
    const failed = first.ok ? counts.failed : Math.max(counts.failed, 1);
    const state = failed === 0 ? 'passed' : 'failed';
    return { suite, state, ...counts, failed, ms: first.ms, failures };
  }
  say(`${suite.name}: what failed is run once more`);
  const second = await runFiles(suite, env, again);
  const ms = first.ms + second.ms;
  if (!second.report)
    return { ...empty, ...counts, state: 'failed', ms, why: second.why, failures };
  const both = afterRunningAgain(first.report, second.report);
  const failed = second.ok ? both.failed : Math.max(both.failed, 1);
  if (failed > 0) return { suite, state: 'failed', ...both, failed, ms, failures };
  return { suite, state: 'passed', ...both, ms, flaky: failures };
}

interface Run {
  ok: boolean;
  ms: number;
  report?: SuiteReport;
  why?: string;
}

/** No files: all of the suite. Tells what it said when something was wrong. */
async function runFiles(
  suite: Suite,
  env: Record<string, string>,
  files: readonly string[],
): Promise<Run> {
  const name = files.length > 0 ? `test-${suite.name}-again` : `test-${suite.name}`;
  const reportFile = path.join(artifacts, `${name}.json`);
  rmSync(reportFile, { force: true });
  const { ok, ms, output, timedOut } = await runStep({
    name: suite.name,
    command: bin('vitest'),
    args: [
      'run',
      ...['--project', suite.name],
      ...['--reporter', 'default', '--reporter', 'json'],
      ...['--outputFile.json', reportFile],
      ...files,
    ],
    env,
    // Three budgets tell a slow suite, which is reported, from one that hangs, which is ended.
    timeoutMs: suite.budgetSeconds * 3000,
  });
  writeFileSync(path.join(artifacts, `${name}.log`), output);
  const report = readReport(reportFile);
  if (!report || timedOut) {
    say(output.split('\n').slice(-200).join('\n').trimEnd());
    return { ok, ms, why: timedOut ? 'ended after three times its time budget' : 'gave no report' };
  }
  if (!ok) say(output.trimEnd());
  return { ok, ms, report };
}

function line(outcome: Outcome): string {
  const { suite, state } = outcome;
  const label = state === 'passed' ? 'ok     ' : state === 'failed' ? 'FAILED ' : 'NOT RUN';
  if (state === 'not run') return `${label} ${suite.name.padEnd(13)} ${outcome.why ?? ''}`;
  const late = outcome.ms > suite.budgetSeconds * 1000 ? '  OVER BUDGET' : '';
  return (
    `${label} ${suite.name.padEnd(13)} ${String(outcome.passed).padStart(5)} passed` +
    `${outcome.failed ? `, ${outcome.failed} failed` : ''}` +
    `${outcome.skipped ? `, ${outcome.skipped} skipped` : ''}` +
    `  ${seconds(outcome.ms)} of ${suite.budgetSeconds} s${late}${outcome.why ? `  (${outcome.why})` : ''}`
  );
}

mkdirSync(artifacts, { recursive: true });
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `unknown suite: ${unknown.join(', ')}; there are ${suites.map((suite) => suite.name).join(', ')}\n`,
  );
  process.exit(2);
}
const chosen = names.length > 0 ? suites.filter((suite) => names.includes(suite.name)) : suites;

if (chosen.some((suite) => suite.counts)) forgetFigures();
const begun = performance.now();
const outcomes: Outcome[] = [];
// Nothing may have run here before: neither a start nor a check.
const synced = await runStep(webSync);
if (!synced.ok) {
  process.stderr.write(
    `${synced.output.trimEnd()}\nthe web client's texts and types could not be made\n`,
  );
  process.exit(1);
}
for (const suite of chosen) {
  say(`suite ${suite.name}: ${suite.what}`);
  const outcome = await runSuite(suite);
  outcomes.push(outcome);
  say(line(outcome));
  if (suite.counts) for (const figure of faultFigures()) say(figure);
}

const sum = (key: 'passed' | 'failed' | 'skipped') =>
  outcomes.reduce((total, outcome) => total + outcome[key], 0);
say('\nSummary');
for (const outcome of outcomes) {
  say(line(outcome));
  for (const failure of outcome.failures ?? []) say(`          ${failure}`);
  for (const failure of outcome.flaky ?? []) say(`FLAKY     ${failure}`);
}
say(`all in ${seconds(performance.now() - begun)}`);
if (sum('skipped') > 0) say(`${sum('skipped')} skipped`);
say(`${sum('passed')} passed, ${sum('failed')} failed`);
writeFileSync(
  path.join(artifacts, 'test-summary.json'),
  `${JSON.stringify(
    outcomes.map(({ suite, ...rest }) => ({
      suite: suite.name,
      budgetSeconds: suite.budgetSeconds,
      ...rest,
    })),
    null,
    2,
  )}\n`,
);
const nothingRan = outcomes.every((outcome) => outcome.state === 'not run');
if (outcomes.some((outcome) => outcome.state === 'failed') || nothingRan) process.exitCode = 1;
