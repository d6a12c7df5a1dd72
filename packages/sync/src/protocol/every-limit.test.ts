import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { limits } from './limits.ts';

const sources = path.resolve(import.meta.dirname, '..');
const tests = globSync('**/*.test.ts', { cwd: sources }).map((file) =>
  readFileSync(path.join(sources, file), 'utf8'),
);

// `name: what is asserted`, of several `one, other and third: …`: a word somewhere in a test asserts nothing.
const title = /[([]\s*['"`](\w+(?:(?:, | and )\w+)*): /g;
const named = (source: string) =>
  [...source.matchAll(title)].flatMap(([, names = '']) => names.split(/, | and /));

test('every limit begins the title of a test', () => {
  const all = new Set(tests.flatMap(named));
  expect(Object.keys(limits).filter((name) => !all.has(name))).toEqual([]);
});

test('a name elsewhere is none in a title', () => {
  expect(named("test('one, other and third: what', () => {")).toEqual(['one', 'other', 'third']);
  expect(
    named("test('at the same clock: x', () => { const one = { clock: 1 }; // clock: 2"),
  ).toEqual([]);
});
