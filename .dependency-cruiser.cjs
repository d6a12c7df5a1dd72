// The walls of docs/decisions/0006: each package may import what its row allows, each library has
// one door. tests/architecture/walls.test.ts breaches every rule once and expects it to be caught.

const tests = ['\\.test\\.ts$', '/testing/'];
/** `from` may import only what `allowed` matches, itself and, with `node`, Node's own modules. */
const only = (name, from, allowed, { node = false, comment = '', not = [] } = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: [...tests, ...not] },
  to: {
    pathNot: [from, ...allowed],
    ...(node ? { dependencyTypesNot: ['core'] } : {}),
  },
});
// Resolved libraries lie below node_modules; one that a package does not declare keeps its bare name.
const lib = (...names) =>
  names.flatMap((name) => [`node_modules/${name}/`, `^${name}$`, `^${name}/`]);
/** Only files under `doors` (and tests) may import the library. */
const door = (library, ...doors) => ({
  name: `one-door-${library.replace(/[@/]/g, '')}`,
  comment: `${library} has one door: ${doors.join(', ')}`,
  severity: 'error',
  from: { path: '^(apps|packages)/', pathNot: [...tests, ...doors] },
  to: { path: lib(library) },
});

const nouns =
  'call|consortium|proposal|submission|annex|budget|cofunding|workplan|review|project|cluster|notification|person|event|admin';
const building = '^packages/sync/src/server/building/(builder-thread|describe-document)\\.ts$';
const submitting = '^packages/server/src/(proposal|submission)/';

module.exports = {
  forbidden: [
    only('domain-is-pure', '^packages/domain/', lib('zod'), {
      comment: 'the rules run in the browser and on the server: zod and themselves, nothing else',
    }),
    only(
      'documents-know-shapes',
      '^packages/documents/',
      ['^packages/domain/', ...lib('yjs', 'lib0', 'zod')],
      {
        comment: 'Yjs shapes to plain domain data; no database, no queue, no transport',
      },
    ),
    only(
      'sync-knows-no-noun',
      '^packages/sync/',
      [
        '^packages/platform/src/(db|bus|log|ids|failpoint|metrics)',
        ...lib('yjs', 'y-protocols', 'lib0', 'ws', 'kysely', '@types/ws'),
      ],
      { node: true, comment: "the engine: yjs, sockets and the platform's db and bus" },
    ),
    {
      name: 'the-hub-builds-no-document',
      comment:
        'what takes as long as a history is built in the thread, not where sockets are served',
      severity: 'error',
      from: { path: '^packages/sync/src/server/', pathNot: [...tests, building] },
      to: {
        path: [
          '^packages/sync/src/(client|compaction)/',
          '^packages/sync/src/store/(documents|snapshot-update)\\.ts$',
          building,
        ],
      },
    },
    {
      name: 'sync-client-runs-in-browsers',
      comment:
        'the client half is shipped to browsers: yjs, lib0, y-protocols and shared files only',
      severity: 'error',
      from: { path: '^packages/sync/src/client/', pathNot: tests },
      to: {
        pathNot: [
          '^packages/sync/src/(client|protocol|shared)',
          ...lib('yjs', 'y-protocols', 'lib0'),
        ],
      },
    },
    {
      name: 'platform-knows-no-noun',
      comment: "libraries behind doors; of the product only the domain's events and errors",
      severity: 'error',
      from: { path: '^packages/platform/', pathNot: tests },
      to: {
        path: '^(packages|apps)/',
        pathNot: [
          '^packages/platform/',
          '^packages/domain/src/(events|errors|canonical-json|finding)',
        ],
      },
    },
    {
      name: 'server-stays-below-the-apps',
      comment: "no HTTP framework, no queue library, no socket in the nouns' facts",
      severity: 'error',
      from: { path: '^packages/server/', pathNot: tests },
      to: { path: ['^apps/', ...lib('hono', '@hono/node-server', 'bullmq', 'ioredis', 'ws')] },
    },
    {
      name: 'read-your-neighbour-never-command-it',
      comment: 'across nouns only queries and tables; anything else is an event',
      severity: 'error',
      from: { path: `^packages/server/src/(${nouns})/`, pathNot: [...tests, submitting] },
      to: {
        path: `^packages/server/src/(${nouns})/`,
        pathNot: ['^packages/server/src/$1/', '\\.(queries|table)\\.ts$'],
      },
    },
    {
      name: 'submitting-commands-no-neighbour',
      comment:
        'a proposal and its submissions are one matter in two folders; the others are neighbours',
      severity: 'error',
      from: { path: submitting, pathNot: tests },
      to: {
        path: `^packages/server/src/(${nouns})/`,
        pathNot: [submitting, '\\.(queries|table)\\.ts$'],
      },
    },
    {
      name: 'apps-do-not-know-each-other',
      comment: 'hosts are wiring; only the command may start the others',
      severity: 'error',
      from: { path: '^apps/(api|hub|worker|web)/', pathNot: tests },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nobody-imports-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'web-sees-no-server',
      comment: 'the browser gets the TYPE of the router and nothing else of the server',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: tests },
      to: {
        path: '^packages/(server|platform)/',
        pathNot: '^packages/server/src/(router|trpc)\\.ts$',
      },
    },
    {
      name: 'web-takes-only-the-type-of-the-router',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: tests },
      to: { path: '^packages/server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-takes-the-client-half-of-sync',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: tests },
      to: { path: '^packages/sync/src/(server|store)/' },
    },
    door('pg', '^packages/platform/src/(db|queue|backup|migrate)'),
    door('pg-copy-streams', '^packages/platform/src/backup/'),
    door('bullmq', '^packages/platform/src/(queue|migrate)'),
    door('ioredis', '^packages/platform/src/(queue|bus)'),
    door('nodemailer', '^packages/platform/src/mail'),
    door('@aws-sdk/client-s3', '^packages/platform/src/files/'),
    door('file-type', '^packages/platform/src/files/'),
    door('@tus/server', '^apps/api/'),
    door('tus-js-client', '^apps/web/src/lib/annex/'),
    door('pino', '^packages/platform/src/log'),
    door('prom-client', '^packages/platform/src/metrics/'),
    door('hono', '^apps/api/'),
    door('@hono/node-server', '^apps/api/'),
    door(
      'yjs',
      '^packages/(documents|sync)/',
      '^apps/worker/',
      '^apps/web/src/lib/(collab|narrative|budget|cofunding|versions)/',
    ),
    door('ws', '^packages/sync/', '^apps/(api|hub)/'),
    door('@myriaddreamin/typst-ts-node-compiler', '^packages/server/src/(proposal|pdf|typst)'),
    door(
      'better-auth',
      '^packages/server/src/(auth|account|person|session)',
      '^packages/server/src/migrations/',
      '^apps/web/src/lib/',
    ),
    door('@tiptap/core', '^apps/web/'),
    {
      name: 'no-cycles',
      comment: 'a cycle is one room with two doors',
      severity: 'error',
      // A component that draws a tree names itself.
      from: { path: '^((apps|packages)/.+)$' },
      to: {
        circular: true,
        pathNot: '^$1$',
        viaOnly: { pathNot: '/paraglide/', dependencyTypesNot: ['type-only'] },
      },
    },
    {
      name: 'no-barrels',
      comment: 'a file that only passes others on hides where things live',
      severity: 'error',
      from: { path: '^(apps|packages)/' },
      to: { path: '^(apps|packages)/.*/index\\.ts$', pathNot: '/paraglide/' },
    },
    {
      name: 'no-imports-of-tests',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: tests },
      to: { path: [`^tests/`, '\\.test\\.ts$', '/testing/'] },
    },
    {
      name: 'nothing-unresolved',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: { path: '^(apps|packages|tests|tools)/' },
      to: {
        couldNotResolve: true,
        pathNot: [
          '^\\$(app|env|lib|service-worker)',
          '/paraglide/',
          '\\?(url|raw|worker)$',
          '\\.css$',
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: ['/paraglide/', '^apps/web/(build|\\.svelte-kit)/'],
    },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
