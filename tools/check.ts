import { joinedPrograms } from './lib/programs.ts';
import { bin, runSteps, type Step, seconds } from './lib/step.ts';
import { inWeb, webSync } from './lib/web-sync.ts';

// Everything that can be known about the sources without a database or a browser, in under a
// minute on two cores: format, lint, walls, types, pure tests. `--only NAME` runs one part, `--except
// NAME` all others.
const budgetMs = 60_000;

const step = (name: string, command: string, ...args: string[]): Step => ({
  name,
  command: bin(command),
  args,
});

// One thread each: two steps run side by side, and threads of one type checker repeat its work.
const types = joinedPrograms().map(({ name, file }) =>
  step(`types ${name}`, 'tsc', '-p', file, '--pretty', 'false', '--checkers', '1'),
);

const webTypes = 'types web';
const steps: Step[] = [
  // The longest chain first. What knows Svelte reads what the client's sync step generates.
  webSync,
  { ...inWeb(webTypes, 'typecheck'), after: webSync.name },
  {
    ...step('lint promises in components', 'node', 'tools/promises-in-components.ts'),
    after: webTypes,
  },
  {
    ...step('pure tests', 'vitest', 'run', '--project', 'pure', '--reporter', 'default'),
    env: { SAMSPEL_TEST_SHARE: '0.1' },
  },
  {
    ...step('lint promises (oxlint)', 'oxlint', '--type-aware'),
    after: webSync.name,
  },
  step(
    'lint (eslint)',
    'eslint',
    '--cache',
    ...['--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint'],
    'apps/web/src/**/*.svelte',
    'packages/{domain,server,documents}/src/**/*.ts',
  ),
  step(
    'walls (dependency-cruiser)',
    'depcruise',
    ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
    ...['apps', 'packages', 'tests', 'tools', 'bench'],
  ),
  ...types,
  step('dead code (knip)', 'knip', '--no-progress', '--cache'),
  step('format and lint (biome)', 'biome', 'check', '--error-on-warnings', '.'),
];

function named(option: string): string | undefined {
  const at = process.argv.indexOf(option);
  return at === -1 ? undefined : process.argv[at + 1];
}

const only = named('--only');
const except = named('--except');
const asked = steps.filter(
  ({ name }) => (!only || name.includes(only)) && (!except || !name.includes(except)),
);
const needed = (step: Step): Step[] => [
  ...steps.filter(({ name }) => name === step.after).flatMap(needed),
  step,
];
// The type checkers are written in Go: collecting garbage less often saves a third of their time.
const chosen = [...new Set(asked.flatMap(needed))].map((step) => ({
  ...step,
  env: { GOGC: '400', ...step.env },
}));

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
