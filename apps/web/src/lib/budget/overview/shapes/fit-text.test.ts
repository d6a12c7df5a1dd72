import { expect, test } from 'vitest';
import { fitText, widthOf } from './fit-text.ts';

test('a name takes the lines there are, and what is cut says so', () => {
  expect(fitText('Region Skåne', 200, 13, 1)).toEqual(['Region Skåne']);
  expect(fitText('External expertise and services', 100, 13, 2)).toEqual([
    'External',
    'expertise and…',
  ]);
  for (const line of fitText('Länsstyrelsernas gemensamma utvecklingsfond', 90, 13, 2)) {
    expect(widthOf(line, 13)).toBeLessThanOrEqual(90);
  }
});
