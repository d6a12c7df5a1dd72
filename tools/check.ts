import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bin, root, runChains, type Step, seconds } from './lib/step.ts';

// Everything that can be known about the sources without a database or a browser, in under a
// minute on two cores: format, lint, walls, types, pure tests. `--only NAME` runs one part.
const budgetMs = 60_000;

const folders = [
  ...['packages', 'apps'].flatMap((floor) =>
    readdirSync(path.join(root, floor)).map((name) => `${floor}/${name}`),
  ),
  'tools',
  'tests',
].filter((folder) => folder !== 'apps/web');

// A package may have a second project: its sources alone, without Node's types.
const types: Step[] = folders
  .flatMap((folder) => [`${folder}/tsconfig.json`, `${folder}/tsconfig.src.json`])
  .filter((project) => existsSync(path.join(root, project)))
  .map((project) => ({
    name: `types ${project.replace('/tsconfig', '').replace(/\.?json$/, '')}`,
    command: bin('tsc'),
    args: ['-p', project, '--pretty', 'false'],
  }));

const web: Step[] = existsSync(path.join(root, 'apps/web/vite.config.ts'))
  ? [
      { name: 'web sync', command: 'npm', args: ['run', '--silent', 'sync'] },
      { name: 'types apps/web', command: 'npm', args: ['run', '--silent', 'typecheck'] },
    ].map((step) => ({ ...step, cwd: path.join(root, 'apps/web') }))
  : [];

// The cache forgets a file whose content changed; a clean checkout has none.
const lint = (name: string, where: string[]): Step => ({
  name: `lint (eslint) ${name}`,
  command: bin('eslint'),
  args: [
    ...['--cache', '--cache-strategy', 'content'],
    ...['--cache-location', `node_modules/.cache/samspel/eslint-${name}`],
    ...where,
  ],
});
const everythingElse = ['packages', 'tests', 'tools', ...appsButWeb()];
function appsButWeb(): string[] {
  return readdirSync(path.join(root, 'apps'))
    .filter((name) => name !== 'web' && existsSync(path.join(root, 'apps', name, 'src')))
    .map((name) => `apps/${name}`);
}

const chains: Step[][] = [
  // The longest first. Typed lint of .svelte files reads what the client's sync step generates.
  [...web.slice(0, 1), lint('web', ['apps/web']), ...web.slice(1)],
  [lint('servers', everythingElse)],
  [
    {
      name: 'format and lint (biome)',
      command: bin('biome'),
      args: ['check', '--error-on-warnings', '.'],
    },
  ],
  [
    {
      name: 'walls (dependency-cruiser)',
      command: bin('depcruise'),
      args: [
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err',
        'apps',
        'packages',
        'tests',
        'tools',
      ],
    },
  ],
  ...types.map((step) => [step]),
  [{ name: 'dead code (knip)', command: bin('knip'), args: ['--no-progress'] }],
  [
    {
      name: 'pure tests',
      command: bin('vitest'),
      args: ['run', '--project', 'pure', '--reporter', 'default', '--passWithNoTests'],
    },
  ],
];

const onlyAt = process.argv.indexOf('--only');
const only = onlyAt === -1 ? undefined : process.argv[onlyAt + 1];
const chosen = only
  ? chains.map((chain) => chain.filter((step) => step.name.includes(only))).filter((c) => c.length)
  : chains;

const begun = performance.now();
const results = await runChains(chosen, 2, (result) => {
  const mark = result.ok ? 'ok  ' : 'FAIL';
  process.stdout.write(`${mark} ${result.name.padEnd(32)} ${seconds(result.ms)}\n`);
});
const failed = results.filter((result) => !result.ok);
for (const result of failed) {
  process.stdout.write(
    `\n---- ${result.name} (exit ${result.exitCode})\n${result.output.trimEnd()}\n`,
  );
}
const total = performance.now() - begun;
process.stdout.write(
  `\n${results.length - failed.length} of ${results.length} checks passed in ${seconds(total)}` +
    ` (budget ${seconds(budgetMs)})\n`,
);
if (failed.length > 0) {
  process.stdout.write(`failed: ${failed.map((result) => result.name).join(', ')}\n`);
  process.exitCode = 1;
}
