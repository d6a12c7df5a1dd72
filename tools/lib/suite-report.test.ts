import { expect, test } from 'vitest';
import {
  afterRunningAgain,
  countsOf,
  failuresOf,
  filesToRunAgain,
  type SuiteReport,
} from './suite-report.ts';

type Outcome = 'passed' | 'failed';

function report(files: Record<string, Outcome[] | 'does not load'>): SuiteReport {
  const testResults = Object.entries(files).map(([name, tests]) => {
    const unloaded = tests === 'does not load';
    const list = unloaded ? [] : tests;
    return {
      name,
      status: unloaded || list.includes('failed') ? 'failed' : 'passed',
      message: unloaded ? 'no such module\nat line 1' : '',
      assertionResults: list.map((status, at) => ({
        fullName: `test ${at}`,
        status,
        failureMessages: status === 'failed' ? ['too late\nat line 2'] : [],
      })),
    };
  });
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const numOf = (wanted: Outcome) => all.filter(({ status }) => status === wanted).length;
  return {
    numPassedTests: numOf('passed'),
    numFailedTests: numOf('failed'),
    numPendingTests: 0,
    numTodoTests: 0,
    testResults,
  };
}

test('a file that does not load is a failure', () => {
  const found = report({ '/a': 'does not load', '/b': ['passed', 'failed'] });
  expect(countsOf(found)).toEqual({ passed: 1, failed: 2, skipped: 0 });
  expect(failuresOf(found).map((line) => line.replace(/^\S*\//, ''))).toEqual([
    'a: no such module',
    'b: test 1: too late',
  ]);
});

test('one or two files are run again, more are no accident', () => {
  expect(filesToRunAgain(report({ '/a': ['passed'], '/b': ['failed'] }))).toEqual(['/b']);
  expect(filesToRunAgain(report({ '/a': ['failed'], '/b': 'does not load' }))).toHaveLength(2);
  const three: Outcome[] = ['failed'];
  expect(filesToRunAgain(report({ '/a': three, '/b': three, '/c': three }))).toEqual([]);
  expect(filesToRunAgain(report({ '/a': ['passed'] }))).toEqual([]);
});

test('what failed and passes alone counts once, and what fails again fails', () => {
  const first = report({ '/a': ['passed', 'passed'], '/b': ['passed', 'failed'] });
  const good = report({ '/b': ['passed', 'passed'] });
  expect(afterRunningAgain(first, good)).toEqual({ passed: 4, failed: 0, skipped: 0 });
  const bad = report({ '/b': ['failed', 'failed'] });
  expect(afterRunningAgain(first, bad)).toEqual({ passed: 2, failed: 2, skipped: 0 });
});

test('a file that was not run again has not passed', () => {
  const first = report({ '/a': ['failed'], '/b': ['failed'] });
  expect(afterRunningAgain(first, report({ '/a': ['passed'] }))).toMatchObject({ failed: 1 });
});
