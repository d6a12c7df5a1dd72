import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Product, startProduct } from '../../tests/e2e/support/product.ts';
import { describeMachine } from '../machine/describe.ts';
import { align } from '../report/format.ts';
import { tolerance } from '../report/limits.ts';
import { measureOpening } from './measures/opening.ts';
import { measureTotals } from './measures/totals.ts';
import { measureTyping, type Place } from './measures/typing.ts';
import type { Measured } from './report/figures.ts';
import {
  beyondLimits,
  type Conditions,
  recordLimits,
  tableOf,
  writeResults,
} from './report/report.ts';
import { openChromium } from './stage/chromium.ts';
import { seed } from './stage/seed.ts';

const usage = `pnpm bench:browser [--check [--record]] [--only ID,...] [--lines N] [--profile]

  (nothing)   everything, 220 keys each; writes bench/browser/RESULTS.md
  --check     short; fails where a median is beyond ${tolerance} times bench/browser/limits.json
  --record    with --check: records what was found as the limits, with this machine's name
  --only      totals, opening, narrative, budget
  --lines     lines of each budget, 300 otherwise
  --profile   with narrative or budget: writes a CPU profile to .artifacts/bench and measures nothing
`;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    only: { type: 'string' },
    lines: { type: 'string', default: '300' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const all = ['totals', 'opening', 'narrative', 'budget'];
const chosen = values.only?.split(',') ?? all;
const whole = values.only === undefined && values.lines === '300' && !values.profile;
const size = values.check ? { keys: 60, visits: 3 } : { keys: 220, visits: 7 };
const artifacts = path.resolve(import.meta.dirname, '../../.artifacts/bench');
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<boolean> {
  const browser = await openChromium();
  const measured: Measured = new Map();
  const others = new Map<string, number>();
  let product: Product | null = null;
  try {
    if (chosen.includes('totals')) {
      const totals = await measureTotals(browser);
      for (const [key, times] of Object.entries(totals)) measured.set(`totals.${key}`, times);
    }
    if (chosen.some((one) => one !== 'totals')) {
      product = await startProduct();
      const seeded = await seed(product, { lines: Number(values.lines), people: 7 });
      if (chosen.includes('opening')) {
        const opening = await measureOpening(browser, product, seeded, size.visits);
        for (const [key, times] of Object.entries(opening)) measured.set(`opening.${key}`, times);
      }
      for (const place of ['narrative', 'budget'] satisfies Place[]) {
        if (!chosen.includes(place)) continue;
        const profile = values.profile ? path.join(artifacts, `${place}.cpuprofile`) : null;
        const plan = { keys: size.keys, profile };
        const typing = await measureTyping(browser, product, seeded, place, plan);
        if (profile) say(`written: ${profile}`);
        else {
          others.set(place, typing.othersPerSecond);
          measured.set(`${place}.longest`, typing.longest);
          measured.set(`${place}.handler`, typing.handler);
        }
      }
    }
    return report(measured, {
      date: new Date().toISOString().slice(0, 16).replace('T', ' '),
      chromium: browser.version(),
      machine: describeMachine('the product’s own', 'not pinned'),
      lines: Number(values.lines),
      others,
    });
  } finally {
    await browser.close();
    await product?.stop();
  }
}

function report(measured: Measured, conditions: Conditions): boolean {
  say(align(tableOf(measured)));
  for (const [place, rate] of conditions.others) {
    say(`${place}: ${rate.toFixed(0)} keys of others in a second`);
  }
  if (values.check && values.record) recordLimits(measured, conditions);
  else if (values.check) {
    const beyond = beyondLimits(measured, chosen);
    for (const line of beyond) say(`BEYOND ${tolerance} TIMES THE LIMIT ${line}`);
    if (beyond.length === 0) say(`within ${tolerance} times the recorded limits`);
    return beyond.length === 0;
  } else if (whole) writeResults(measured, conditions);
  return true;
}

if (values.help) say(usage);
else if (!(await main())) process.exitCode = 1;
