import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type { Browser, Route } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../../..');
const zod = path.dirname(
  createRequire(path.join(root, 'packages/domain/package.json')).resolve('zod/package.json'),
);
const mediaTypes: Record<string, string> = {
  '.ts': 'text/javascript',
  '.js': 'text/javascript',
  '.json': 'application/json',
};
const origin = 'http://bench.localhost';

export interface Totals {
  /** ms for the sums and findings of all 50 partners. */
  all: number[];
  /** ms after a change in one cell of one of them. */
  oneCell: number[];
}

/** 50 partners of 300 lines, computed in a page by the very functions that the screens use. */
export async function measureTotals(browser: Browser): Promise<Totals> {
  const page = await browser.newPage();
  await page.route(`${origin}/**`, serve);
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => 'totals' in window);
  const totals = await page.evaluate(() => (window as unknown as { totals: Totals }).totals);
  await page.close();
  return totals;
}

const entry = `<!doctype html>
<script type="importmap">{"imports": {"zod": "/zod/index.js"}}</script>
<script type="module">
import { computeBudget, openBudgetComputer } from '/domain/src/budget/compute-budget.ts';
import { sampleCall } from '/domain/src/proposal/application.fixture.ts';
const categories = ['STAFF', 'TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'INFRA'];
const line = (seed, at) => ({
  id: seed + '-' + at, category: categories[at % 5], description: '', functionTitle: '', unit: 'h',
  quantity: ((at * 37 + seed) % 500) + '.' + (at % 100), unitPriceMinor: String(100000 + at * 977),
  currency: 'EUR', period: null, workPackage: null, note: '',
});
const lines = (seed) => Array.from({ length: 300 }, (_, at) => line(seed, at));
const flat = { officeOnStaff: 1500 };
const partners = Array.from({ length: 50 }, (_, at) => (
  { id: 'p' + at, lines: lines(at), flat, sources: [{ id: 's', weight: 1 }] }
));
const timed = (work) => Array.from({ length: 60 }, (_, turn) => {
  const begun = performance.now();
  work(turn);
  return performance.now() - begun;
}).slice(20);
const all = timed(() => computeBudget({ call: sampleCall, partners }));
const compute = openBudgetComputer();
const sheets = partners.map(({ id, lines }) => ({ id, budget: { lines, flat }, cofunding: { sources: [] } }));
compute(sampleCall, sheets);
const changed = Array.from({ length: 60 }, (_, turn) => {
  const [first, ...others] = sheets;
  const [cell, ...rest] = first.budget.lines;
  return [{ ...first, budget: { lines: [{ ...cell, quantity: String(turn) }, ...rest], flat } }, ...others];
});
const oneCell = timed((turn) => compute(sampleCall, changed[turn]));
window.totals = { all, oneCell };
</script>`;

/** The sources as they are, without their types; nothing is bundled. */
function serve(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: entry });
  const [, first, ...rest] = pathname.split('/');
  const folder = first === 'zod' ? zod : path.join(root, 'packages/domain');
  const file = path.join(folder, ...rest);
  const type = mediaTypes[path.extname(file)];
  const within = (first === 'zod' || first === 'domain') && file.startsWith(folder);
  if (!within || !type) return route.fulfill({ status: 404 });
  const source = readFileSync(file, 'utf8');
  const body = file.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
  return route.fulfill({ contentType: type, body });
}
