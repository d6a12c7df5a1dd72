import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bin, root, runStep, seconds } from './lib/step.ts';
import { suites } from './lib/suites.ts';
import { findOrInstall, howToInstall } from './lib/tools-on-path.ts';

// The suites in which things fail: `pnpm faults` as continuous integration runs them, `--long` with
// the counts of a night, and what was counted at the end. SAMSPEL_SEED repeats a run.
const long = process.argv.includes('--long');
const names = ['convergence', 'faults', 'machine'];
const figures = path.join(root, '.artifacts', 'faults');
const say = (line: string) => process.stdout.write(`${line}\n`);

say(
  long
    ? 'The long run: 2,000 random faults on hub, database and lines, 100 power cuts, 500 kills of workers.'
    : 'The short run: each fault at least once. Only --long: 2,000 random faults, 100 power cuts, 500 kills of workers.',
);
rmSync(figures, { recursive: true, force: true });
let failed = false;
for (const name of names) {
  const suite = suites.find((one) => one.name === name);
  if (!suite) throw new Error(`no suite ${name}`);
  const env: Record<string, string> = long ? { SAMSPEL_LONG: '1' } : {};
  for (const tool of suite.needs) {
    const file = findOrInstall(tool, say);
    if (!file) throw new Error(`${tool.name} is missing: ${howToInstall(tool)}`);
    env[`SAMSPEL_TEST_${tool.name.toUpperCase().replaceAll('-', '_')}`] = file;
  }
  say(`== ${name}: ${suite.what}`);
  const result = await runStep({
    name,
    command: bin('vitest'),
    args: ['run', '--project', name],
    env,
    timeoutMs: long ? 12 * 3_600_000 : suite.budgetSeconds * 2000,
  });
  say(result.output.trimEnd());
  say(`== ${name} ${result.ok ? 'held' : 'FAILED'} in ${seconds(result.ms)}`);
  failed ||= !result.ok;
}
for (const file of readdirSync(figures)) {
  const counted: Record<string, unknown> = JSON.parse(
    readFileSync(path.join(figures, file), 'utf8'),
  );
  const line = Object.entries(counted).map(([key, value]) => `${key} ${value}`);
  say(`${path.basename(file, '.json').padEnd(12)} ${line.join(', ')}`);
}
process.exitCode = failed ? 1 : 0;
