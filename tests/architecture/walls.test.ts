import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantTree, repository, run } from './seeded-tree.ts';

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
  breach(
    'the-hub-builds-no-document',
    'packages/sync/src/server/c.ts',
    "import '../store/snapshot-update.ts';",
  ),
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
  breach('one-door-prom-client', 'apps/hub/src/b.ts', "import 'prom-client';"),
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
  'packages/sync/src/store/snapshot-update.ts': 'export const update = 1;',
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
