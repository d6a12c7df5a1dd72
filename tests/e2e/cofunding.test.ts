import { addLine } from '@samspel/documents/budget-document';
import { addSource, type SourceCells } from '@samspel/documents/cofunding-document';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { call } from './support/api.ts';
import {
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { passDoor } from './support/pledge.ts';
import {
  enter,
  firstSource,
  formConsortium,
  linkIn,
  mailsSoFar,
  view,
  writeDocument,
} from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const en = words('en');
const sv = words('sv');
const to = 'finance@region-skane.example';
const editor = 'editor@smart-textiles.example';

// Two partners before one table of sources: each test goes on where the one before it ended.
let product: Product;
let browser: Browser;
let lead: Person;
let guest: Person;
let leads: Workspace;
let mine = '';
let theirs = '';

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  lead = await enter(
    await person(browser, product, 'lead'),
    product,
    'coordinator@mobile-heights.example',
  );
  guest = await enter(await person(browser, product, 'guest', { locale: 'sv' }), product, editor);
  const id = await formConsortium(product, lead, 'Sources and partners', [
    { who: guest, email: editor, organisation: 'Smart Textiles' },
  ]);
  const { me, partners } = await view(lead.page, id);
  mine = me.partnerId;
  theirs = partners.find((one) => one.id !== mine)?.id ?? '';
  await sources(id, mine, [
    { funderName: 'Region Skåne', mode: 'amount', amountMinor: '333333' },
    { funderName: 'Lunds kommun', mode: 'amount', amountMinor: '100000' },
    { funderName: 'Own funds', mode: 'amount', amountMinor: '100000', locked: true },
  ]);
  await sources(id, theirs, [{ funderName: 'Region Skåne', mode: 'weight', weight: 1 }]);
  leads = new Workspace(lead.page, en, id);
  await leads.open('cofunding');
  await new Workspace(guest.page, sv, id).open('cofunding/all');
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** A budget of 20 000, half of it to be co-funded, and who is to do that. */
async function sources(id: string, partnerId: string, all: Partial<SourceCells>[]) {
  await writeDocument(product, 'budget', id, partnerId, (doc) => {
    const cells = { category: 'STAFF', functionTitle: 'Developer', unit: 'month' } as const;
    addLine(doc, { cells: { ...cells, quantity: '10', unitPriceMinor: '200000' } });
  });
  await writeDocument(product, 'cofunding', id, partnerId, (doc) => {
    for (const cells of all) addSource(doc, { cells });
  });
}

const cell = (page: Page, funder: string, partnerId: string) =>
  page
    .locator('[role="grid"] tr')
    .filter({ hasText: funder })
    .locator(`[data-cell$=".${partnerId}"]`);
const foot = (page: Page, kind: string, partnerId: string) =>
  page.locator(`[data-foot="${kind}.${partnerId}"]`);

const minor = async (text: Promise<string | null>) => ((await text) ?? '').replace(/[^\d−-]/g, '');

/** Both screens, whatever their language, in minor units. */
const both = (what: string, at: (page: Page) => ReturnType<typeof foot>, is: string) =>
  eventually(`${what} is ${is} on both screens`, async () => {
    const seen = await Promise.all([lead, guest].map(({ page }) => minor(at(page).textContent())));
    return seen.every((one) => one === is);
  });

it('the table is what the lead begins with; one writes in one’s own column, the other sees who and what', async () => {
  const { page } = lead;
  await shot(page, 'matrix');
  await expectAccessible(page, 'the matrix');
  await both('what is missing', (one) => foot(one, 'uncovered', mine), '466667');
  await cell(page, 'Lunds kommun', mine).click();
  await cell(guest.page, 'Lunds kommun', mine).locator('.other').waitFor();
  await shot(guest.page, 'matrix-other');
  expect(await cell(guest.page, 'Lunds kommun', mine).getAttribute('aria-readonly')).toBe('true');
  expect(await cell(page, 'Region Skåne', theirs).getAttribute('aria-readonly')).toBe('true');
  await page.keyboard.type('2,000');
  await page.keyboard.press('Enter');
  await both('what is missing', (one) => foot(one, 'uncovered', mine), '366667');
  // The keys go on from the cell below.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Control+z');
  await both('what is missing', (one) => foot(one, 'uncovered', mine), '466667');
  await page.keyboard.type('many');
  await page.keyboard.press('Enter');
  await page.getByText(en('budget_fault_not_a_number')).first().waitFor();
  await shot(page, 'matrix-fault');
  await page.keyboard.press('Escape');
  await leads.button('cofunding_add').click();
  const name = page.getByLabel(new RegExp(`^${en('cofunding_column_funder_name')}:`));
  await eventually('the new source is to be named', () =>
    name.evaluate((field) => field === document.activeElement),
  );
  await page.keyboard.type('Vinnova');
  await page.keyboard.press('Enter');
  await guest.page.getByRole('rowheader', { name: /^Vinnova/ }).waitFor();
  await page.getByRole('rowheader', { name: /^Vinnova/ }).waitFor();
  await eventually('who names a source stays in its name', () =>
    name.evaluate((field) => field === document.activeElement),
  );
});

it('what is missing is spread over the unlocked amounts, to the cent, seen by both, and taken back', async () => {
  const { page } = lead;
  await page.getByRole('button', { name: /^Spread the missing/ }).click();
  const dialog = leads.dialog();
  await dialog.getByText('6,923.08').waitFor();
  await dialog.getByText('2,076.92').waitFor();
  expect(await dialog.getByText('Own funds').count()).toBe(0);
  await shot(page, 'matrix-balance');
  await expectAccessible(page, 'a proposal to balance');
  await dialog.getByRole('button', { name: en('cofunding_balance_take') }).click();
  await dialog.waitFor({ state: 'hidden' });
  await both('what is missing', (one) => foot(one, 'uncovered', mine), '000');
  await both('all sources', (one) => foot(one, 'sourced', mine), '1000000');
  await cell(guest.page, 'Lunds kommun', mine)
    .getByText(/2\s076,92/)
    .waitFor();
  await expectSaved(page);
  await leads.button('budget_undo').first().click();
  await both('what is missing', (one) => foot(one, 'uncovered', mine), '466667');
  await page.getByRole('button', { name: en('budget_redo') }).click();
  await both('what is missing', (one) => foot(one, 'uncovered', mine), '000');
});

it('a cell that the keys come to is not hidden by the sums, which stay in view', async () => {
  const { page } = lead;
  await page.setViewportSize({ width: 900, height: 600 });
  await cell(page, 'Region Skåne', mine).focus();
  for (let rows = 0; rows < 3; rows += 1) {
    await page.keyboard.press('ArrowDown');
    const seen = () =>
      page.evaluate(() => {
        const at = document.activeElement?.getBoundingClientRect();
        const there = at && document.elementFromPoint(at.x + at.width / 2, at.bottom - 8);
        return document.activeElement?.contains(there ?? null) ?? false;
      });
    await eventually(`the cell ${rows + 1} below is in view`, seen);
  }
  await shot(page, 'matrix-low');
  await page.setViewportSize({ width: 1400, height: 900 });
});

it('a source that is withdrawn leaves the table for both, and the keys go on from where it stood', async () => {
  const { page } = lead;
  await cell(page, 'Vinnova', mine).focus();
  await page
    .locator('.panel')
    .getByLabel(new RegExp(`^${en('cofunding_column_status')}:`))
    .selectOption('withdrawn');
  await page.getByRole('link', { name: /^Vinnova/ }).waitFor();
  await guest.page.getByRole('rowheader', { name: /^Vinnova/ }).waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-cell'))).toBe(true);
  await page.keyboard.press('Control+z');
  await guest.page.getByRole('rowheader', { name: /^Vinnova/ }).waitFor();
});

it('a pledge from a phone moves both tables the moment it is made', async () => {
  const before = await mailsSoFar(product);
  await call(lead.page, 'cofunding.requestPledge', {
    ...{ proposalId: leads.id, partnerId: mine, funderName: 'Region Skåne', email: to },
    sourceId: await firstSource(product, leads.id, mine),
    amountMinor: '692308',
  });
  const link = await linkIn(product, to, '/pledge', before);
  const region = await person(browser, product, 'region', { locale: 'sv', phone: true });
  await region.page.goto(link);
  await passDoor(region.page, product, { to, say: sv });
  await region.page.getByLabel(sv('pledge_name'), { exact: true }).fill('Eva Ekonom');
  await region.page.getByRole('checkbox').check();
  await region.page.getByRole('button', { name: /6.923,08/ }).click();
  await region.page.getByText(sv('pledge_thanks_title')).waitFor();
  await both('what is confirmed', (one) => foot(one, 'confirmed', mine), '692308');
  await cell(guest.page, 'Region Skåne', mine).getByText(sv('cofunding_status_pledged')).waitFor();
  // What the region promised is no longer moved by a proposal; amounts of nothing share alike.
  await cell(lead.page, 'Lunds kommun', mine).focus();
  await lead.page.keyboard.press('Delete');
  await lead.page.getByRole('button', { name: /^Spread the missing/ }).click();
  const row = leads.dialog().getByRole('row');
  await row.filter({ hasText: 'Lunds kommun' }).getByText('1,038.46').waitFor();
  await row.filter({ hasText: 'Vinnova' }).getByText('1,038.46').waitFor();
  expect(await row.filter({ hasText: 'Region Skåne' }).count()).toBe(0);
  await lead.page.keyboard.press('Escape');
  expect(region.complaints).toEqual([]);
  await region.context.close();
});

/** A new source is named at once and then given an amount, in the card that opened for it. */
async function nameInCard(page: Page) {
  await page.getByRole('button', { name: sv('cofunding_add'), exact: true }).click();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  // Within the tap, or a phone brings up no keyboard.
  expect(await focused()).toMatch(new RegExp(`^${sv('cofunding_column_funder_name')}:`));
  await page.keyboard.type('Borås stad');
  await page.keyboard.press('Tab');
  await page.locator('section.card').filter({ hasText: 'Borås stad' }).waitFor();
  expect(await focused()).toMatch(new RegExp(`^${sv('cofunding_column_mode')}:.*Borås stad`));
  await page.keyboard.type('0,50');
  await page.keyboard.press('Enter');
  await cell(lead.page, 'Borås stad', theirs).getByText('0.50').waitFor();
}

it('on a phone the table is cards, in which one writes one’s own', async () => {
  const { page } = guest;
  await page.setViewportSize({ width: 390, height: 844 });
  const card = page.locator('section.card').filter({ hasText: 'Region Skåne' }).first();
  await card.getByRole('button', { name: /^Smart Textiles/ }).click();
  const field = card.getByLabel(new RegExp(`^${sv('cofunding_column_mode')}:.*`)).first();
  await field.fill('4 000,01');
  await field.press('Enter');
  await eventually('the lead sees it', async () => {
    return (await minor(foot(lead.page, 'uncovered', theirs).textContent())) === '599999';
  });
  await nameInCard(page);
  await shot(page, 'matrix-phone');
  await expectAccessible(page, 'the cards');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  expect([...lead.complaints, ...guest.complaints]).toEqual([]);
});
