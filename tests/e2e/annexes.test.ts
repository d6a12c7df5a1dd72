import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { pdfFile, program } from '../support/sample-files.ts';
import {
  aboutNetwork,
  expectAccessible,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { demoProposal, enter } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';

const say = words('en');
const säg = words('sv');

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let coordinator: Person;
let id = '';

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  const email = 'coordinator@mobile-heights.example';
  coordinator = await enter(await person(browser, product, 'coordinator'), product, email);
  id = await demoProposal(coordinator.page);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const row = (page: Page, key: string): Locator => page.locator(`[data-annex="${key}"]`);
const pdf = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/pdf', buffer });
const choose = (where: Locator, name: string, content: Buffer) =>
  where.locator('input[type=file]').setInputFiles(pdf(name, content));

async function open(page: Page): Promise<void> {
  await page.goto(`/workspace/${id}/annexes`);
  await row(page, 'procurement_plan').waitFor();
}

it('a finding leads to its place; the file is there, can be downloaded, replaced and removed', async () => {
  const { page } = coordinator;
  await page.goto(`/workspace/${id}/checks`);
  const finding = page.locator('.finding').filter({ hasText: 'Purchase and procurement plan' });
  await finding.getByRole('link').click();
  const plan = row(page, 'procurement_plan');
  await eventually('the place has the focus', () =>
    plan.evaluate((element) => element === document.activeElement),
  );
  await plan.getByText(say('annex_missing')).waitFor();
  const content = pdfFile('Inköp', 3_000_000);
  await choose(plan, 'Inköpsplan.pdf', content);
  await plan.getByText('Inköpsplan.pdf').waitFor();
  await plan.getByText(say('annex_scan_unscanned')).waitFor();
  const href = await plan.getByRole('link').first().getAttribute('href');
  const download = await coordinator.context.request.get(href ?? '');
  expect((await download.body()).equals(content)).toBe(true);
  // Whoever has the file can prove that it is the one.
  await plan.getByText(createHash('sha256').update(content).digest('hex')).waitFor();

  await choose(plan, 'Inköpsplan 2.pdf', pdfFile('Inköp 2'));
  await plan.getByText('Inköpsplan 2.pdf').waitFor();
  await plan.getByText(say('annex_versions', { count: 1 })).click();
  await shot(page, 'annexes');
  await expectAccessible(page, 'annexes');
  await plan.getByRole('button', { name: /^Remove/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('annex_remove'), exact: true })
    .click();
  await plan.getByText(say('annex_missing')).waitFor();
});

it('a program called .pdf is refused in words, and another file may be chosen', async () => {
  const { page } = coordinator;
  await open(page);
  const place = row(page, 'signatory_power');
  await choose(place, 'faktura.pdf', program());
  await place.getByText(say('reason_annex_type_unknown')).waitFor();
  await shot(page, 'annexes-refused');
  await expectAccessible(page, 'a refused annex');
  await choose(place, 'bevis.pdf', pdfFile('Bevis'));
  await place.getByText('bevis.pdf').waitFor();
  await place.getByText(say('annex_missing')).waitFor({ state: 'detached' });
});

it('pauses, goes on after a cut by itself, and after a reload with the same file', async () => {
  const { page } = coordinator;
  await open(page);
  const plan = row(page, 'procurement_plan');
  const content = pdfFile('Lång', 8_000_000);
  let parts = 0;
  let cutAfter = 2;
  const cutting = async (route: Route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    parts += 1;
    return parts > cutAfter ? route.abort('connectionreset') : route.continue();
  };
  await page.route('**/api/uploads/**', cutting);
  await choose(plan, 'lång.pdf', content);
  await plan.getByText(/^Cut off/).waitFor();
  await shot(page, 'annexes-cut');
  await expectAccessible(page, 'an upload that was cut');

  await page.reload();
  const half = plan.getByText(/have arrived before/);
  await half.waitFor();
  cutAfter = parts + 2;
  await choose(plan, 'lång.pdf', content);
  await plan.getByText(/^Cut off/).waitFor();
  cutAfter = Number.POSITIVE_INFINITY;
  await plan.getByText('lång.pdf', { exact: true }).waitFor();
  // Nothing that had arrived was sent again: eight parts, and those that were cut.
  expect(parts).toBeLessThan(16);
  await page.unroute('**/api/uploads/**');
  const href = await plan.getByRole('link').first().getAttribute('href');
  const download = await coordinator.context.request.get(href ?? '');
  expect((await download.body()).equals(content)).toBe(true);
});

it('a file that is changed while it is sent is told from a line that is cut', async () => {
  const { page } = coordinator;
  await open(page);
  const place = row(page, 'signatory_power');
  const folder = await mkdtemp(path.join(tmpdir(), 'samspel-annex-'));
  const file = path.join(folder, 'ändras.pdf');
  await writeFile(file, pdfFile('Ändras', 4_000_000));
  let parts = 0;
  await page.route('**/api/uploads/**', async (route) => {
    if (route.request().method() === 'PATCH') parts += 1;
    if (parts === 2) await appendFile(file, 'mer');
    await route.continue();
  });
  await place.locator('input[type=file]').setInputFiles(file);
  await place.getByText(say('reason_upload_changed')).waitFor();
  await page.unroute('**/api/uploads/**');
  await place.locator('input[type=file]').setInputFiles(file);
  await place.getByText('ändras.pdf', { exact: true }).waitFor();
  await rm(folder, { recursive: true });
});

it('goes on by itself however long the server was away', async () => {
  const { page } = coordinator;
  await page.clock.install();
  await open(page);
  const plan = row(page, 'procurement_plan');
  let away = true;
  let tries = 0;
  await page.route('**/api/uploads/**', (route) => {
    if (route.request().method() !== 'PATCH' || !away) return route.continue();
    tries += 1;
    return route.abort('connectionreset');
  });
  await choose(plan, 'länge.pdf', pdfFile('Länge', 2_000_000));
  // More often than it would try for one cut.
  for (let times = 1; times <= 10; times += 1) {
    await eventually(`it tries the ${times}th time`, () => tries >= times, { withinMs: 5000 });
    await plan.getByText(/^Cut off/).waitFor();
    await page.clock.fastForward(30_000);
  }
  away = false;
  await page.clock.fastForward(30_000);
  await plan.getByText('länge.pdf', { exact: true }).waitFor();
  await page.unroute('**/api/uploads/**');
});

it('a reader on a phone sees why nothing can be changed; without network it is said', async () => {
  const reader = await enter(
    await person(browser, product, 'reader', { locale: 'sv', phone: true, dark: true }),
    product,
    'reader@techtank.example',
  );
  await open(reader.page);
  const why = säg('reason_reader_changes_nothing');
  await reader.page.getByRole('main').getByText(why).first().waitFor();
  await shot(reader.page, 'annexes-reader-phone');
  await expectAccessible(reader.page, 'annexes for a reader');
  await reader.context.close();

  const { page, context } = coordinator;
  await context.setOffline(true);
  const button = row(page, 'procurement_plan').getByRole('button', { name: /^Replace/ });
  await eventually(
    'the button says why',
    async () => (await button.getAttribute('aria-disabled')) === 'true',
  );
  await context.setOffline(false);
  expect(
    coordinator.complaints.filter((one) => !aboutNetwork(one) && !/40[49]|422/.test(one)),
  ).toEqual([]);
});
