import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bin, root, runSteps, type Step, seconds } from './lib/step.ts';

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

const sync = 'web sync';
const inWeb = (name: string, script: string): Step => ({
  name,
  command: 'npm',
  args: ['run', '--silent', script],
  cwd: path.join(root, 'apps/web'),
});

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
const appsButWeb = readdirSync(path.join(root, 'apps'))
  .filter((name) => name !== 'web')
  .map((name) => `apps/${name}`);
const step = (name: string, command: string, ...args: string[]): Step => ({
  name,
  command: bin(command),
  args,
});

const steps: Step[] = [
  // The longest first. What knows Svelte reads what the client's sync step generates.
  inWeb(sync, 'sync'),
  { ...lint('web', ['apps/web']), after: sync },
  lint('servers', ['packages', 'tests', 'tools', ...appsButWeb]),
  { ...inWeb('types apps/web', 'typecheck'), after: sync },
  step('pure tests', 'vitest', 'run', '--project', 'pure', '--reporter', 'default'),
  step(
    'walls (dependency-cruiser)',
    'depcruise',
    ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
    ...['apps', 'packages', 'tests', 'tools'],
  ),
  ...types,
  step('dead code (knip)', 'knip', '--no-progress'),
  step('format and lint (biome)', 'biome', 'check', '--error-on-warnings', '.'),
];

const onlyAt = process.argv.indexOf('--only');
const only = onlyAt === -1 ? undefined : process.argv[onlyAt + 1];
const chosen = only ? steps.filter(({ name }) => name.includes(only) || name === sync) : steps;

const begun = performance.now();
const results = await runSteps(chosen, 2, (result) => {
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
