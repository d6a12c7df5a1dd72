import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { faultFigures, forgetFigures } from './lib/fault-figures.ts';
import { bin, root, runStep, seconds } from './lib/step.ts';
import { type Suite, suites } from './lib/suites.ts';
import { findOrInstall, howToInstall } from './lib/tools-on-path.ts';

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
  /** Each failed test with the first line of its error: what a cut log must still say. */
  failures?: string[];
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

function failuresOf(report: Report): string[] {
  const firstLine = (text: string | undefined) => text?.trim().split('\n')[0]?.slice(0, 300) ?? '';
  return report.testResults.flatMap((file) => {
    const where = path.relative(root, file.name);
    const tests = file.assertionResults.filter(({ status }) => status === 'failed');
    if (tests.length === 0 && file.status === 'failed')
      return [`${where}: ${firstLine(file.message)}`];
    return tests.map((test) => `${where}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
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
  const reportFile = path.join(artifacts, `test-${suite.name}.json`);
  rmSync(reportFile, { force: true });
  const result = await runStep({
    name: suite.name,
    command: bin('vitest'),
    args: [
      'run',
      ...['--project', suite.name],
      ...['--reporter', 'default', '--reporter', 'json'],
      ...['--outputFile.json', reportFile],
    ],
    env,
    // Three budgets tell a slow suite, which is reported, from one that hangs, which is ended.
    timeoutMs: suite.budgetSeconds * 3000,
  });
  writeFileSync(path.join(artifacts, `test-${suite.name}.log`), result.output);
  const report = readReport(reportFile);
  if (!report || result.timedOut) {
    const why = result.timedOut ? 'ended after three times its time budget' : 'gave no report';
    return { ...empty, state: 'failed', failed: 1, ms: result.ms, why, ...tail(result.output) };
  }
  // A file that fails to load has no tests to count: it counts as one failure.
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  if (!result.ok) say(result.output.trimEnd());
  return {
    suite,
    state: result.ok && failed === 0 ? 'passed' : 'failed',
    passed: report.numPassedTests,
    // An unhandled error fails the run although every test passed.
    failed: result.ok ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
    ms: result.ms,
    failures: failuresOf(report),
  };
}

function tail(output: string): object {
  say(output.split('\n').slice(-200).join('\n').trimEnd());
  return {};
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
