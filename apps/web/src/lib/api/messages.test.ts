import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checks } from '@samspel/domain/rules';
import { describe, expect, test } from 'vitest';

const web = path.resolve(import.meta.dirname, '../../..');
const repository = path.resolve(web, '../..');
const nouns = readdirSync(path.join(web, 'messages'));

type Messages = Record<string, unknown>;
const read = (noun: string, locale: string): Messages =>
  JSON.parse(readFileSync(path.join(web, 'messages', noun, `${locale}.json`), 'utf8'));

/** Names in braces, wherever in a plain or plural text they stand. */
const paramsOf = (message: unknown): string[] => [
  ...new Set(JSON.stringify(message).match(/(?<=\{)[a-zA-Z]\w*(?=\})/g) ?? []),
];

describe.each(nouns)('messages of %s', (noun) => {
  const en = read(noun, 'en');
  const sv = read(noun, 'sv');

  test('have the same keys in Swedish and English', () => {
    expect(Object.keys(sv).sort()).toEqual(Object.keys(en).sort());
  });

  test('begin with their noun', () => {
    expect(Object.keys(en).filter((key) => !key.startsWith(`${noun}_`))).toEqual([]);
  });

  test('name the same params in both languages', () => {
    for (const key of Object.keys(en)) {
      expect(paramsOf(sv[key]).sort(), key).toEqual(paramsOf(en[key]).sort());
    }
  });
});

test('every noun with messages is read by the compiler', () => {
  const settings = readFileSync(path.join(web, 'project.inlang/settings.json'), 'utf8');
  for (const noun of nouns) expect(settings).toContain(`./messages/${noun}/{locale}.json`);
});

test('every check has a text, and every blocking one a text for when it is met', () => {
  const rules = read('rule', 'en');
  for (const [id, { severity }] of Object.entries(checks)) {
    expect(rules, id).toHaveProperty(`rule_${id}`);
    if (severity === 'error') expect(rules, id).toHaveProperty(`rule_${id}_met`);
  }
});

/** Reasons stand as literals where a refusal is made: in errors, decisions and input schemas. */
function reasonsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) =>
      entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|fixture)\./.test(entry.name),
  );
  return files.flatMap((file) => {
    const text = readFileSync(path.join(file.parentPath, file.name), 'utf8');
    const made = text.matchAll(
      /new DomainError\(\s*'\w+',\s*'(\w+)'|\b(?:denied|frozen|conflicting)\(\s*'(\w+)'|\berror: '([a-z_]+)'/g,
    );
    return [...made].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  });
}

test('every reason of a refusal has a text', () => {
  const known = read('reason', 'en');
  const reasons = ['packages/domain/src', 'packages/server/src'].flatMap((folder) =>
    reasonsIn(path.join(repository, folder)),
  );
  expect(reasons.length).toBeGreaterThan(50);
  expect([...new Set(reasons)].filter((reason) => !(`reason_${reason}` in known)).sort()).toEqual(
    [],
  );
});
