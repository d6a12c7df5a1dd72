import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bin, plantTree, repository, run } from './seeded-tree.ts';

describe('walls that the linters hold', () => {
  interface Linted {
    filePath: string;
    messages: { ruleId: string; line: number; severity: number }[];
  }
  const tempting: Record<string, [string, string]> = {
    'packages/domain/src/clock.ts': ['export const at = Date.now();', 'no-restricted-syntax'],
    'packages/domain/src/today.ts': ['export const at = new Date();', 'no-restricted-syntax'],
    'packages/domain/src/dice.ts': ['export const n = Math.random();', 'no-restricted-syntax'],
    'packages/domain/src/words.ts': [
      "export const f = new Intl.NumberFormat('sv');",
      'no-restricted-syntax',
    ],
    'packages/server/src/due.ts': ['export const due = Date.now();', 'no-restricted-syntax'],
    'packages/sync/src/server/state.ts': [
      "import * as Y from 'yjs';\nexport const doc = new Y.Doc();",
      'no-restricted-syntax',
    ],
    'apps/web/src/Html.svelte': [
      '<script lang="ts">let { text }: { text: string } = $props();</script>{@html text}',
      'svelte/no-at-html-tags',
    ],
  };
  let found: Linted[] = [];

  beforeAll(() => {
    const files = Object.entries(tempting).map(([file, [content]]) => [file, `${content}\n`]);
    const tree = plantTree({
      ...(Object.fromEntries(files) as Record<string, string>),
      'packages/domain/src/given.ts':
        'export const year = (iso: string) => new Date(iso).getUTCFullYear();\n',
    });
    const output = run('eslint', ['--format', 'json', '.'], tree.root);
    tree.remove();
    found = JSON.parse(output) as Linted[];
  }, 60_000);

  test.each(Object.entries(tempting))('%s is reported', (file, [, rule]) => {
    const messages = found.find(({ filePath }) => filePath.endsWith(file))?.messages ?? [];
    expect(messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  test('a date that is given may be read', () => {
    const given = found.find(({ filePath }) => filePath.endsWith('given.ts'));
    expect(given?.messages).toEqual([]);
  });

  test('biome refuses any, skipped tests and focused tests', () => {
    const tree = plantTree({
      'packages/domain/src/loose.ts': 'export const loose = (value: any): unknown => value;\n',
      'packages/domain/src/skip.test.ts':
        "import { test } from 'vitest';\n\ntest.skip('later', () => {});\n",
    });
    const said = run(
      'biome',
      ['lint', '--vcs-enabled=false', '--reporter=json', 'packages'],
      tree.root,
    );
    tree.remove();
    expect(said).toContain('noExplicitAny');
    expect(said).toContain('noSkippedTests');
  });
});

describe('walls around promises', () => {
  const promise = 'async function load(): Promise<number> { return 1; }\n';
  const script = `<script lang="ts">\nimport { load } from './load.ts';\nfunction go() { load(); }\n</script>\n`;
  // In markup each rule must reach what is written between braces, not the script alone.
  const tempting: Record<string, [string, string]> = {
    'packages/server/src/floating.ts': [
      `${promise}export function go(): void { load(); }`,
      'no-floating-promises',
    ],
    'packages/server/src/misused.ts': [
      `${promise}export const go = () => (load() ? 1 : 2);`,
      'no-misused-promises',
    ],
    'packages/server/src/awaited.ts': ['export async function go() { await 1; }', 'await-thenable'],
    'packages/server/src/sort.ts': [
      "export function go(of: 'a' | 'b') { switch (of) { case 'a': return 1; } return 2; }",
      'switch-exhaustiveness-check',
    ],
    'apps/web/src/load.svelte.ts': [
      `${promise}export function go(): void { load(); }`,
      'no-floating-promises',
    ],
    'apps/web/src/InScript.svelte': [`${script}{go}`, 'no-floating-promises'],
    'apps/web/src/InMarkup.svelte': [
      `${script.replace('load(); }', 'void load(); }')}<button type="button" onclick={() => { go(); load(); }}>x</button>`,
      'no-floating-promises',
    ],
    'apps/web/src/Condition.svelte': [
      `${script.replace('load(); }', 'return load(); }')}{#if go()}x{/if}`,
      'no-misused-promises',
    ],
  };
  const allowed = {
    'apps/web/src/load.ts': `export ${promise}`,
    'apps/web/src/Allowed.svelte': `${script.replace('load(); }', 'void load(); }')}<button type="button" onclick={go}>x</button>`,
    'packages/server/src/allowed.ts': `${promise}export const go = async () => await load();\n`,
  };
  let said = '';

  beforeAll(() => {
    const files = Object.entries(tempting).map(([file, [content]]) => [file, `${content}\n`]);
    const tree = plantTree({ ...Object.fromEntries(files), ...allowed });
    said = run('oxlint', ['--type-aware', '--format', 'unix'], tree.root);
    run(
      path.join(repository, 'apps/web/node_modules/.bin/svelte-check'),
      ['--tsconfig', './tsconfig.json', '--tsgo'],
      path.join(tree.root, 'apps/web'),
    );
    said += run(
      'node',
      [path.join(repository, 'tools/promises-in-components.ts'), tree.root, '--format', 'unix'],
      tree.root,
    );
    tree.remove();
  }, 60_000);

  test.each(Object.entries(tempting))('%s is reported', (file, [, rule]) => {
    const lines = said.split('\n').filter((line) => line.includes(path.basename(file)));
    expect(lines.join('\n')).toContain(rule);
  });

  test('a promise that is awaited or given up on purpose is let through', () => {
    expect(said).not.toMatch(/allowed/i);
  });

  test('components that svelte-check did not leave behind are missed', () => {
    const tree = plantTree({ 'apps/web/src/Unread.svelte': '<p>x</p>\n' });
    const file = path.join(repository, 'tools/promises-in-components.ts');
    const { status, stderr } = spawnSync(bin('node'), [file, tree.root], { encoding: 'utf8' });
    tree.remove();
    expect(status).toBe(2);
    expect(stderr).toContain('Unread.svelte');
  });
});
