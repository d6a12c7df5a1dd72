import { expect, test } from 'vitest';
import { RowSum } from './row-sum.ts';

const sumOf = (chunks: string[]) => {
  const sum = new RowSum();
  for (const chunk of chunks) sum.add(Buffer.from(chunk));
  return { rows: sum.rows, digest: sum.digest() };
};

test('the order of rows and the size of pieces do not matter', () => {
  expect(sumOf(['a\nb\nc\n'])).toEqual(sumOf(['c\n', 'a', '\nb', '\n']));
});

test('a changed, a missing and a doubled row do', () => {
  const whole = sumOf(['a\nb\n']);
  expect(sumOf(['a\nB\n'])).not.toEqual(whole);
  expect(sumOf(['a\n'])).not.toEqual(whole);
  expect(sumOf(['a\nb\nb\n'])).not.toEqual(whole);
});
