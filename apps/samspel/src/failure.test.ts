import { describe, expect, test } from 'vitest';
import { Failure, inOneLine, isDiskFull, Malformed } from './failure.ts';

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('a failure in one line', () => {
  test.each([
    ['ECONNREFUSED', 'nothing answers'],
    ['ENOTFOUND', 'host name is not known'],
    ['28P01', 'password is wrong'],
    ['3D000', 'does not exist'],
    ['ENOSPC', 'the disk is full'],
    ['53100', 'the disk is full'],
  ])('%s says what it means', (code, words) => {
    const line = inOneLine(coded(code, 'first\nsecond'));
    expect(line).toContain(words);
    expect(line).not.toContain('\n');
  });

  test('the reason inside a bundle of attempts, or behind a cause, is found', () => {
    const attempts = new AggregateError([coded('ECONNREFUSED', 'connect ::1'), new Error('x')]);
    expect(inOneLine(attempts)).toContain('nothing answers');
    expect(isDiskFull(new Error('x', { cause: coded('ENOSPC', 'write') }))).toBe(true);
  });

  test('what we say ourselves is said as it is, and malformed input ends with 2', () => {
    expect(inOneLine(new Failure('so it is'))).toBe('so it is');
    expect(new Malformed('field').exitCode).toBe(2);
    expect(inOneLine(undefined)).toBe('undefined');
  });
});
