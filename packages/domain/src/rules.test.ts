import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ruleSources } from './rule-sources.ts';
import { blockingChecks, type CheckId, checks, findingOf, laws } from './rules.ts';

const here = import.meta.dirname;
const packages = path.join(here, '../..');
const ids = [...Object.keys(checks), ...laws].sort();

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
}

const sources = ['domain', 'documents'].flatMap((name) =>
  filesIn(path.join(packages, name, 'src')),
);
const isTest = (file: string) => file.endsWith('.test.ts');
const read = (file: string) => readFileSync(file, 'utf8');

/** `| BU7 | error | ...` or `| MO1 | ...`: id and severity of each row of RULES.md. */
function rulesInPages(): Map<string, string> {
  const rows = read(path.join(here, '../RULES.md')).matchAll(/^\| ([A-Z]{2}\d+) +\| (\w+)/gm);
  return new Map([...rows].map(([, id = '', second = '']) => [id, second]));
}

/** The ids that test titles begin with. */
function rulesInTests(): Set<string> {
  const found = new Set<string>();
  for (const file of sources.filter(isTest)) {
    const titles = read(file).matchAll(/\(\s*['"`]([A-Z]{2}\d+(?:, [A-Z]{2}\d+)*) /g);
    for (const [, begin = ''] of titles) for (const id of begin.split(', ')) found.add(id);
  }
  return found;
}

test('CJ1 RULES.md, the code and the titles of tests name the same rules', () => {
  expect([...rulesInPages().keys()].sort()).toEqual(ids);
  expect([...rulesInTests()].sort()).toEqual(ids);
});

test('CJ1 RULES.md gives each check the severity that the code gives it', () => {
  const pages = rulesInPages();
  for (const id of Object.keys(checks) as CheckId[]) {
    expect(`${id} ${pages.get(id)}`).toBe(`${id} ${checks[id].severity}`);
  }
  expect(blockingChecks).not.toContain('BU13');
});

test('CJ1 RULES.md gives each check the source that the screens name', () => {
  const rows = read(path.join(here, '../RULES.md')).matchAll(/^\| ([A-Z]{2}\d+) +\|(.+)\|$/gm);
  const pages = new Map([...rows].map(([, id = '', row = '']) => [id, row.split('|')[2]?.trim()]));
  for (const [id, source] of Object.entries(ruleSources)) {
    expect(`${id} ${source}`).toBe(`${id} ${pages.get(id)}`);
  }
});

test('CJ1 each check is raised somewhere, with every word that its message needs', () => {
  const code = sources
    .filter((file) => !isTest(file) && !file.endsWith('/rules.ts'))
    .map(read)
    .join('\n');
  for (const id of Object.keys(checks)) expect(code, id).toMatch(new RegExp(`'${id}'`));
  expect(findingOf('BU9', 'partner:A', { uncoveredMinor: '1', ownMinor: '200' }).message).toBe(
    '0.01 of the own part of 2.00 has no source.',
  );
});

test('TI1 the rules ask no clock, no chance, no locale and no network', () => {
  const impure = /\bnew Date\b|\bDate\.now\b|\bMath\.random\b|\bIntl\b|\bfetch\(|\bconsole\./;
  const guilty = filesIn(here).filter((file) => !isTest(file) && impure.test(read(file)));
  expect(guilty).toEqual([]);
});
