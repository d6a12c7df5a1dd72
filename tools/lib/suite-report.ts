import path from 'node:path';
import { root } from './step.ts';

/** What Vitest writes of a run (its JSON reporter): the part that is read here. */
export interface SuiteReport {
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

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function countsOf(report: SuiteReport): Counts {
  // A file that fails to load has no tests to count: it counts as one failure.
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Each failed test with the first line of its error: what a cut log must still say. */
export function failuresOf(report: SuiteReport): string[] {
  const firstLine = (text: string | undefined) => text?.trim().split('\n')[0]?.slice(0, 300) ?? '';
  return report.testResults.flatMap((file) => {
    const where = path.relative(root, file.name);
    const tests = file.assertionResults.filter(({ status }) => status === 'failed');
    if (tests.length === 0 && file.status === 'failed')
      return [`${where}: ${firstLine(file.message)}`];
    return tests.map((test) => `${where}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
}

const mostFilesAgain = 2;

/**
 * Files that are run once more: what fails once on a starved machine and passes alone is flaky, which is
 * said and is to be mended, but is no reason to refuse a change. More than two files are no accident.
 */
export function filesToRunAgain(report: SuiteReport): string[] {
  const failed = report.testResults.filter(({ status }) => status === 'failed');
  return failed.length <= mostFilesAgain ? failed.map(({ name }) => name) : [];
}

/** Both runs as one: `again` is of the files that had failed. */
export function afterRunningAgain(first: SuiteReport, again: SuiteReport): Counts {
  const files = new Set(filesToRunAgain(first));
  const passedElsewhere = first.testResults
    .filter(({ name }) => !files.has(name))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;
  const { passed, failed, skipped } = countsOf(again);
  const ran = new Set(again.testResults.map(({ name }) => name));
  const missing = [...files].filter((name) => !ran.has(name)).length;
  return { passed: passedElsewhere + passed, failed: failed + missing, skipped };
}
