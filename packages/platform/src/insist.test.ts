import { expect, test } from 'vitest';
import { insist } from './insist.ts';

/** Fails as often as there are errors, then answers how often it was tried. */
function failing(...errors: Error[]) {
  let tries = 0;
  return async () => {
    const error = errors[tries];
    tries += 1;
    if (error) throw error;
    return tries;
  };
}

const noConnection = () => new Error('timeout exceeded when trying to connect');
const canceled = () => Object.assign(new Error('canceling statement'), { code: '57014' });

test('a busy database is asked three times, and what is wrong once', async () => {
  expect(await insist(failing(noConnection(), canceled()))).toBe(3);
  await expect(insist(failing(canceled(), canceled(), canceled()))).rejects.toThrow('canceling');
  await expect(insist(failing(new Error('wrong')))).rejects.toThrow('wrong');
});
