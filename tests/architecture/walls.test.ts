import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantTree, repository } from './seeded-tree.ts';

interface Breach {
  wall: string;
  file: string;
  content: string;
}

const breach = (wall: string, file: string, content: string): Breach => ({ wall, file, content });

// One breach of each wall, in the file where somebody would be tempted.
const breaches: Breach[] = [
  breach('domain-is-pure', 'packages/domain/src/a.ts', "import 'node:fs';"),
  breach('domain-is-pure', 'packages/domain/src/b.ts', "import '@samspel/platform/ids';"),
  breach(
    'domain-is-pure',
    'packages/domain/src/c.ts',
    "import type { Doc } from 'yjs'; export type D = Doc;",
  ),
  breach('documents-know-shapes', 'packages/documents/src/a.ts', "import 'kysely';"),
  breach('documents-know-shapes', 'packages/documents/src/b.ts', "import '@samspel/platform/ids';"),
  breach('sync-knows-no-noun', 'packages/sync/src/a.ts', "import '@samspel/domain/finding';"),
  breach('sync-knows-no-noun', 'packages/sync/src/b.ts', "import '@samspel/platform/mail/mailer';"),
  breach('sync-client-runs-in-browsers', 'packages/sync/src/client/a.ts', "import 'ws';"),
  breach(
    'sync-client-runs-in-browsers',
    'packages/sync/src/client/b.ts',
    "import '../server/hub.ts';",
  ),
  breach(
    'platform-knows-no-noun',
    'packages/platform/src/a.ts',
    "import '@samspel/server/router';",
  ),
  breach(
    'platform-knows-no-noun',
    'packages/platform/src/b.ts',
    "import '@samspel/domain/budget/line';",
  ),
  breach('server-stays-below-the-apps', 'packages/server/src/budget/a.ts', "import 'hono';"),
  breach('server-stays-below-the-apps', 'packages/server/src/budget/b.ts', "import 'bullmq';"),
  breach(
    'read-your-neighbour-never-command-it',
    'packages/server/src/budget/c.ts',
    "import '../proposal/submit-proposal.ts';",
  ),
  breach(
    'submitting-commands-no-neighbour',
    'packages/server/src/proposal/e.ts',
    "import '../budget/set-line.ts';",
  ),
  breach('apps-do-not-know-each-other', 'apps/api/src/a.ts', "import '../../hub/src/attach.ts';"),
  breach('nobody-imports-apps', 'packages/server/src/d.ts', "import '../../../apps/api/src/a.ts';"),
  breach(
    'web-sees-no-server',
    'apps/web/src/a.ts',
    "import '@samspel/server/proposal/submit-proposal';",
  ),
  breach(
    'web-takes-only-the-type-of-the-router',
    'apps/web/src/b.ts',
    "import '@samspel/server/router';",
  ),
  breach(
    'web-takes-the-client-half-of-sync',
    'apps/web/src/c.ts',
    "import '@samspel/sync/server/hub';",
  ),
  breach(
    'web-sees-no-server',
    'apps/web/src/D.svelte',
    "<script>import '@samspel/platform/ids';</script>",
  ),
  breach('one-door-pg', 'packages/server/src/call/a.ts', "import 'pg';"),
  breach('one-door-bullmq', 'apps/worker/src/a.ts', "import 'bullmq';"),
  breach('one-door-ioredis', 'apps/hub/src/a.ts', "import 'ioredis';"),
  breach('one-door-hono', 'apps/worker/src/b.ts', "import 'hono';"),
  breach('one-door-yjs', 'packages/server/src/call/b.ts', "import 'yjs';"),
  breach('one-door-nodemailer', 'packages/server/src/call/c.ts', "import 'nodemailer';"),
  breach('no-cycles', 'packages/domain/src/d.ts', "import './e.ts'; export const d = 1;"),
  breach('no-barrels', 'packages/domain/src/f.ts', "import './money/index.ts';"),
  breach('no-imports-of-tests', 'packages/domain/src/g.ts', "import './h.test.ts';"),
  breach('nothing-unresolved', 'packages/domain/src/i.ts', "import './not-there.ts';"),
];

const stands: Record<string, string> = {
  'packages/domain/src/e.ts': "import './d.ts'; export const e = 1;",
  'packages/domain/src/h.test.ts': 'export const h = 1;',
  'packages/domain/src/finding.ts': 'export interface Finding { rule: string }',
  'packages/domain/src/money/index.ts': 'export const m = 1;',
  'packages/domain/src/budget/line.ts': 'export const l = 1;',
  'packages/platform/src/ids.ts': 'export const newId = () => "";',
  'packages/platform/src/mail/mailer.ts': 'export const mailer = 1;',
  'packages/sync/src/server/hub.ts': 'export const hub = 1;',
  'packages/server/src/budget/set-line.ts': 'export const set = 1;',
  'packages/server/src/router.ts': 'export type Router = string;',
  'packages/server/src/proposal/submit-proposal.ts': 'export const submit = 1;',
  'packages/server/src/proposal/proposal.queries.ts': 'export const find = 1;',
  'apps/hub/src/attach.ts': 'export const attach = 1;',
  // What is allowed: none of these may be reported.
  'packages/domain/src/allowed.ts':
    "import 'zod'; import type { Finding } from './finding.ts'; export type F = Finding;",
  'packages/server/src/budget/allowed.ts':
    "import '../proposal/proposal.queries.ts'; import '@samspel/platform/ids';",
  'packages/documents/src/allowed.ts': "import 'yjs'; import '@samspel/domain/allowed';",
  'apps/web/src/allowed.ts':
    "import type { Router } from '@samspel/server/router'; export type R = Router;",
};

interface Violation {
  from: string;
  rule: { name: string };
}

const bin = (name: string) => path.join(repository, 'node_modules/.bin', name);

/** What a checker says on stdout, whether it is content or not. */
function run(command: string, args: string[], cwd: string): string {
  try {
    return execFileSync(bin(command), args, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? '');
  }
}

describe('walls between packages', () => {
  let violations: Violation[] = [];
  let remove = () => {};

  beforeAll(() => {
    const files = Object.fromEntries(breaches.map(({ file, content }) => [file, content]));
    const tree = plantTree({ ...stands, ...files });
    remove = tree.remove;
    const args = [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'packages',
      'apps',
    ];
    violations = JSON.parse(run('depcruise', args, tree.root)).summary.violations;
  });
  afterAll(() => remove());

  test.each(breaches)('$wall catches $file', ({ wall, file }) => {
    const caught = violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
    expect(caught).toContain(wall);
  });

  test('what is allowed is let through', () => {
    expect(violations.filter(({ from }) => from.includes('allowed'))).toEqual([]);
  });

  test('every wall but those for doors has a breach here', async () => {
    const { default: config } = (await import(
      path.join(repository, '.dependency-cruiser.cjs')
    )) as { default: { forbidden: { name: string }[] } };
    const walls = config.forbidden.map(({ name }) => name);
    const breached = new Set(breaches.map(({ wall }) => wall));
    expect(walls.filter((name) => !name.startsWith('one-door-') && !breached.has(name))).toEqual(
      [],
    );
  });
});

describe('walls that the compiler holds', () => {
  const outside = [
    'fetch("")',
    'console.log("")',
    'process.exit()',
    'setTimeout(() => {}, 1)',
    'crypto.randomUUID()',
  ];

  test('the domain has no network, console, process, timer or randomness', () => {
    const lines = outside.map((call) => `${call};`).join('\n');
    const tree = plantTree({ 'packages/domain/src/outside.ts': `${lines}\nexport {};\n` });
    const said = run(
      'tsc',
      ['-p', 'packages/domain/tsconfig.src.json', '--pretty', 'false'],
      tree.root,
    );
    tree.remove();
    outside.forEach((_, index) => {
      expect(said).toContain(`outside.ts(${index + 1},`);
    });
  });

  test('syntax that Node cannot strip is refused', () => {
    const tree = plantTree({ 'packages/domain/src/sort.ts': 'export enum Sort { Up, Down }\n' });
    const said = run(
      'tsc',
      ['-p', 'packages/domain/tsconfig.src.json', '--pretty', 'false'],
      tree.root,
    );
    tree.remove();
    expect(said).toContain('erasableSyntaxOnly');
  });
});

describe('walls that the linters hold', () => {
  interface Linted {
    filePath: string;
    messages: { ruleId: string; line: number; severity: number }[];
  }
  const promise = 'async function load(): Promise<number> { return 1; }\n';
  const tempting: Record<string, [string, string]> = {
    'packages/domain/src/clock.ts': ['export const at = Date.now();', 'no-restricted-syntax'],
    'packages/domain/src/today.ts': ['export const at = new Date();', 'no-restricted-syntax'],
    'packages/domain/src/dice.ts': ['export const n = Math.random();', 'no-restricted-syntax'],
    'packages/domain/src/words.ts': [
      "export const f = new Intl.NumberFormat('sv');",
      'no-restricted-syntax',
    ],
    'packages/server/src/due.ts': ['export const due = Date.now();', 'no-restricted-syntax'],
    'packages/server/src/floating.ts': [
      `${promise}export function go(): void { load(); }`,
      '@typescript-eslint/no-floating-promises',
    ],
    'apps/web/src/Floating.svelte': [
      `<script lang="ts">${promise}function go() { load(); }</script><button type="button" onclick={go}>x</button>`,
      '@typescript-eslint/no-floating-promises',
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
