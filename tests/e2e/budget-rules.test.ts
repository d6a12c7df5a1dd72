import { addLine } from '@samspel/documents/budget-document';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { enter, formConsortium, partnerNamed, writeDocument } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const en = words('en');
const coordinator = 'coordinator@mobile-heights.example';
const flat = en('call_model_staff_and_flat');
const model = flat.charAt(0).toUpperCase() + flat.slice(1);

let product: Product;
let browser: Browser;
let lead: Person;
let workspace: Workspace;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  lead = await enter(await person(browser, product, 'lead', {}), product, coordinator);
  const id = await formConsortium(product, lead, 'Räkna rätt', []);
  const { id: partnerId } = await partnerNamed(lead.page, id, 'Mobile Heights');
  await writeDocument(product, 'budget', id, partnerId, (doc) => {
    addLine(doc, { cells: { functionTitle: 'Analyst', unit: 'h', unitPriceMinor: '5000' } });
    addLine(doc, { cells: { category: 'TRAVEL', description: 'Trains', unitPriceMinor: '83900' } });
    addLine(doc, {
      cells: { category: 'EXTERNAL', description: 'Study', unitPriceMinor: '10000' },
    });
  });
  workspace = new Workspace(lead.page, en, id);
  await workspace.open(`budget/${partnerId}`);
  await expectSaved(lead.page);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('another cost model says what it does before it is chosen, keeps everything, and is one step of undo', async () => {
  const { page } = lead;
  await workspace.button('budget_model_change').click();
  const dialog = workspace.dialog();
  await dialog.getByRole('radio', { name: model }).check();
  const effect = dialog.getByTestId('model-effect');
  await effect.getByText(en('budget_model_lines_kept', { count: 2 })).waitFor();
  await expectAccessible(page, 'change of model');
  await shot(page, 'budget-model');
  await dialog.getByRole('button', { name: en('budget_model_use'), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await workspace.row('Trains').locator('td.off').first().waitFor();
  await workspace.row('Trains').getByText(en('budget_counts_nothing')).waitFor();
  // At the cell: the rule, its id and where it comes from.
  await workspace.row('Trains').getByRole('rowheader').click();
  await page
    .getByRole('status')
    .filter({ hasText: /BU5.*Articles 54–56/ })
    .waitFor();
  // 50.00 of staff and 40 % of it.
  const total = en('budget_total_of', { name: 'Mobile Heights' });
  await workspace.row(total).getByText('70.00', { exact: true }).waitFor();
  await workspace.button('budget_undo').click();
  await workspace.row(total).getByText('989.00', { exact: true }).waitFor();
  await workspace.row('Trains').locator('td.off').first().waitFor({ state: 'detached' });
});

it('a line is entered in kronor, and the page says how it is computed, in both currencies', async () => {
  const { page } = lead;
  await workspace.row('Trains').getByRole('rowheader').click();
  const details = page.getByTestId('line-details');
  await details.locator('summary').click();
  await details.getByLabel(en('budget_line_currency')).selectOption('SEK');
  await workspace.row('Trains').getByText('100.00', { exact: true }).waitFor();
  await details.getByText('SEK 839.00').first().waitFor();
  await details.getByText('EUR 100.00').first().waitFor();
  await details.getByText('MO7').waitFor();
  await expectAccessible(page, 'about a line');
  await shot(page, 'budget-line');
});

it('salaries become one averaged line for a function, and what reveals one person’s pay is said', async () => {
  const { page } = lead;
  for (const [at, salary] of ['40000', '50000'].entries()) {
    await workspace.button('budget_people_add').click();
    const row = page.locator('tbody tr').filter({ has: page.getByLabel(en('budget_people_name')) });
    const function_ = row.nth(at).getByLabel(en('budget_people_function'));
    await function_.fill('Analyst');
    await function_.press('Enter');
    const pay = row.nth(at).getByLabel(en('budget_people_salary', { currency: 'SEK' }));
    await pay.fill(salary);
    await pay.press('Enter');
    if (at === 0) await page.getByText(en('budget_people_single')).first().waitFor();
  }
  await workspace.button('budget_people_average').click();
  const dialog = workspace.dialog();
  await dialog.getByText(/313\.95/).waitFor();
  await expectAccessible(page, 'one averaged line');
  await shot(page, 'budget-average');
  await dialog.getByRole('button', { name: en('budget_people_average'), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await workspace
    .row('Analyst')
    .getByText(/313\.95/)
    .waitFor();
  await expectSaved(page);
});

it('a finding names its rule and source, and leads from the list of checks to its cell', async () => {
  const { page } = lead;
  await workspace.go('checks');
  const finding = page.locator('.finding').filter({ hasText: 'BU24' }).first();
  await finding.getByRole('link', { name: /Article 53\(2\)/ }).waitFor();
  await expectAccessible(page, 'checks');
  await shot(page, 'budget-checks');
  await finding.getByRole('link', { name: en('kit_show_place') }).click();
  const change = workspace.button('budget_model_change');
  await change.waitFor();
  await expect.poll(() => change.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(lead.complaints).toEqual([]);
});
