import { parseArgs } from 'node:util';
import { faultFigures, forgetFigures } from './lib/fault-figures.ts';
import { bin, runStep, seconds } from './lib/step.ts';
import { suites } from './lib/suites.ts';
import { findOrInstall, howToInstall } from './lib/tools-on-path.ts';

// The suites in which things fail: `pnpm faults` as continuous integration runs them, `--long` with
// the counts of a night, `--long --minutes 30` as many of these as fit, each loop ending between two
// rounds. What was counted is printed at the end. SAMSPEL_SEED repeats a run.
const { values: asked } = parseArgs({
  options: { long: { type: 'boolean', default: false }, minutes: { type: 'string' } },
});
const minutes = Number(asked.minutes ?? 0);
if (Number.isNaN(minutes) || minutes < 0 || (minutes > 0 && !asked.long)) {
  process.stderr.write('pnpm faults [--long [--minutes N]]\n');
  process.exit(2);
}
const names = ['convergence', 'faults', 'machine'];
const say = (line: string) => process.stdout.write(`${line}\n`);

function environment(needs: (typeof suites)[number]['needs']): Record<string, string> {
  const env: Record<string, string> = {};
  if (asked.long) env.SAMSPEL_LONG = '1';
  if (minutes > 0) env.SAMSPEL_MINUTES = String(minutes);
  for (const tool of needs) {
    const file = findOrInstall(tool, say);
    if (!file) throw new Error(`${tool.name} is missing: ${howToInstall(tool)}`);
    env[`SAMSPEL_TEST_${tool.name.toUpperCase().replaceAll('-', '_')}`] = file;
  }
  return env;
}

say(
  asked.long
    ? `The long run${minutes > 0 ? `, as much of it as fits in about ${minutes} minutes` : ''}.`
    : 'The short run: each fault at least once.',
);
forgetFigures();
let failed = false;
for (const name of names) {
  const suite = suites.find((one) => one.name === name);
  if (!suite) throw new Error(`no suite ${name}`);
  if (suite.asRoot && process.getuid?.() !== 0) {
    say(`== ${name} NOT RUN: only root may mount a disk`);
    failed = true;
    continue;
  }
  say(`== ${name}: ${suite.what}`);
  const result = await runStep({
    name,
    command: bin('vitest'),
    args: ['run', '--project', name],
    env: environment(suite.needs),
    timeoutMs: asked.long ? 12 * 3_600_000 : suite.budgetSeconds * 2000,
    live: true,
  });
  say(`== ${name} ${result.ok ? 'held' : 'FAILED'} in ${seconds(result.ms)}`);
  failed ||= !result.ok;
}
for (const line of faultFigures()) say(line);
process.exitCode = failed ? 1 : 0;
