import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { faultFigures, forgetFigures, number, readFigures } from './lib/fault-figures.ts';
import { resultsOf } from './lib/fault-results.ts';
import { reached } from './lib/night-counts.ts';
import { bin, root, runStep, seconds } from './lib/step.ts';
import { suites } from './lib/suites.ts';
import { findOrInstall, howToInstall } from './lib/tools-on-path.ts';

// The suites in which things fail: `pnpm faults` as continuous integration runs them, `--long` with
// the counts of a night, all of which it must reach. Shorter: `--scale 0.01` does one per cent of each,
// `--minutes 30` as many of these as fit, each loop ending between two rounds. What was counted is
// printed at the end; a whole night is recorded in tests/faults/RESULTS.md, a shorter run with
// `--record` only. SAMSPEL_SEED repeats a run.
const usage = 'pnpm faults [--long [--minutes N] [--scale 0.01] [--record]] [SUITE…]\n';
const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '0' },
    scale: { type: 'string', default: '1' },
    record: { type: 'boolean', default: false },
  },
});
const minutes = Number(asked.minutes);
const scale = Number(asked.scale);
const all = ['convergence', 'faults', 'machine'];
const names = positionals.length > 0 ? positionals : all;
const shortened = minutes > 0 || scale !== 1;
const wrong = !(minutes >= 0) || !(scale > 0 && scale <= 1) || names.some((n) => !all.includes(n));
if (wrong || ((shortened || asked.record) && !asked.long)) {
  process.stderr.write(usage);
  process.exit(2);
}
const say = (line: string) => process.stdout.write(`${line}\n`);

function environment(needs: (typeof suites)[number]['needs']): Record<string, string> {
  const env: Record<string, string> = {};
  if (asked.long) env.SAMSPEL_LONG = '1';
  if (minutes > 0) env.SAMSPEL_MINUTES = String(minutes);
  if (scale < 1) env.SAMSPEL_SCALE = String(scale);
  for (const tool of needs) {
    const file = findOrInstall(tool, say);
    if (!file) throw new Error(`${tool.name} is missing: ${howToInstall(tool)}`);
    env[`SAMSPEL_TEST_${tool.name.toUpperCase().replaceAll('-', '_')}`] = file;
  }
  return env;
}

/** Of a long run: whether it has reached what it was to reach. Bounded by time, it only says. */
function judge(run: Parameters<typeof resultsOf>[0]): boolean {
  const figures = readFigures();
  const counts = reached(figures, scale);
  for (const { what, counted, wanted, enough, atMost } of counts) {
    const than = atMost ? 'at most' : 'at least';
    say(
      `NIGHT ${enough ? 'reached' : 'MISSED '} ${what}: ${number(counted)}, ${than} ${number(wanted)}`,
    );
  }
  const results = resultsOf(run, counts, figures);
  const artifacts = path.join(root, '.artifacts/faults');
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(path.join(artifacts, 'RESULTS.md'), results);
  const whole = !shortened && names.length === all.length;
  if (whole || asked.record) writeFileSync(path.join(root, 'tests/faults/RESULTS.md'), results);
  return minutes > 0 || names.length < all.length || counts.every(({ enough }) => enough);
}

say(
  asked.long
    ? `The long run${scale < 1 ? `, ${scale} of it` : ''}${minutes > 0 ? `, as much as fits in about ${minutes} minutes` : ''}.`
    : 'The short run: each fault at least once.',
);
forgetFigures();
const begun = new Date();
const outcomes: { name: string; ok: boolean; ms: number }[] = [];
for (const name of names) {
  const suite = suites.find((one) => one.name === name);
  if (!suite) throw new Error(`no suite ${name}`);
  if (suite.asRoot && process.getuid?.() !== 0) {
    say(`== ${name} NOT RUN: only root may mount a disk`);
    outcomes.push({ name, ok: false, ms: 0 });
    continue;
  }
  say(`== ${name}: ${suite.what}`);
  const { ok, ms } = await runStep({
    name,
    command: bin('vitest'),
    args: ['run', '--project', name],
    env: environment(suite.needs),
    // The soak alone takes a day and a night.
    timeoutMs: asked.long ? 48 * 3_600_000 : suite.budgetSeconds * 2000,
    live: true,
  });
  say(`== ${name} ${ok ? 'held' : 'FAILED'} in ${seconds(ms)}`);
  outcomes.push({ name, ok, ms });
}
for (const line of faultFigures()) say(line);
const reachedAll = !asked.long || judge({ scale, minutes, begun, suites: outcomes });
process.exitCode = reachedAll && outcomes.every(({ ok }) => ok) ? 0 : 1;
