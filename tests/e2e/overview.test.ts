import { addLine, readBudget, removeLine, setCell } from '@samspel/documents/budget-document';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { call } from './support/api.ts';
import {
  expectAccessible,
  expectSaved,
  type Look,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { demoProposal, enter, partnerNamed, signPart, writeDocument } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const say = words('en');
const coordinator = 'coordinator@mobile-heights.example';
const editor = 'editor@smart-textiles.example';

let product: Product;
let browser: Browser;
let lead: Person;
let smart: Person;
let id: string;
let partnerId: string;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  lead = await arrive('lead', coordinator);
  smart = await arrive('smart', editor);
  id = await demoProposal(lead.page);
  partnerId = (await partnerNamed(lead.page, id, 'Smart Textiles')).id;
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function arrive(name: string, email: string, look: Look = {}): Promise<Person> {
  return enter(await person(browser, product, name, look), product, email);
}

async function overview({ page }: Person): Promise<Workspace> {
  const workspace = new Workspace(page, say, id);
  await workspace.open('budget/all');
  await page.getByTestId('roll-up').waitFor();
  return workspace;
}

const textIn = async (place: Locator) => (await place.textContent()) ?? '';
const digits = (text: string) => text.replace(/[^\d]/g, '');
const sum = (amounts: readonly string[]) =>
  amounts.reduce((all, amount) => all + BigInt(digits(amount)), 0n).toString();

/** The figure in which a row and a column of the roll-up meet; the last of each is their sum. */
const figure = (page: Page, row: number, column: number) =>
  page
    .getByTestId('roll-up')
    .locator('tr')
    .nth(row + 1)
    .getByRole('button')
    .nth(column);

/** The numbers of a chart's own table: its body, and its sums. */
async function cells(page: Page, chart: string) {
  const table = page.getByTestId(`chart-${chart}`).getByTestId('chart-table');
  const rows = await table.locator('tbody tr').all();
  const body = await Promise.all(rows.map((row) => row.locator('td').allTextContents()));
  return { body, sums: await table.locator('tfoot td').allTextContents() };
}

describe('the budget as a whole', () => {
  it('draws what it adds up: the tables of the charts have the totals of the project', async () => {
    const workspace = await overview(lead);
    const { page } = lead;
    const [total = '', eu = '', own = ''] = await workspace.sums();
    for (const chart of ['categories', 'periods']) {
      const { body, sums } = await cells(page, chart);
      expect(digits(sums.at(-1) ?? ''), chart).toBe(total);
      expect(sum(body.map((row) => row.at(-1) ?? '')), chart).toBe(total);
      const drawn = page.getByTestId(`chart-${chart}`).locator('.drawing svg rect.part');
      expect(await drawn.count(), chart).toBeGreaterThan(2);
    }
    const flows = page.getByTestId('chart-flows').getByTestId('chart-table').locator('tbody tr');
    const fromEu = await flows.filter({ hasText: say('overview_flow_eu') }).all();
    expect(sum(await Promise.all(fromEu.map((row) => textIn(row.locator('td').last()))))).toBe(eu);
    expect(await page.getByTestId('chart-flows').locator('.drawing path').count()).toBe(
      await flows.count(),
    );
    const { sums: covered } = await cells(page, 'coverage');
    expect(digits(covered[0] ?? '')).toBe(own);
    await page.getByTestId('roll-up').scrollIntoViewIfNeeded();
    await shot(page, 'overview-table');
    for (const chart of ['categories', 'periods', 'flows', 'coverage']) {
      const drawing = page.getByTestId(`chart-${chart}`);
      await drawing.scrollIntoViewIfNeeded();
      await shot(page, `overview-${chart}`);
      await drawing.getByRole('button', { name: say('overview_as_table') }).click();
    }
    await expectAccessible(page, 'the overview with its tables');
  });

  it('turns its table, and leads by keyboard from a figure through its lines to the cell', async () => {
    await overview(lead);
    const { page } = lead;
    const grid = page.getByTestId('roll-up');
    const total = await textIn(grid.locator('.total').getByRole('button').last());
    await page.getByLabel(say('overview_rows'), { exact: true }).selectOption('partner');
    await page.getByLabel(say('overview_columns'), { exact: true }).selectOption('period');
    expect(await textIn(grid.locator('.total').getByRole('button').nth(4))).toBe(total);
    await figure(page, 0, 0).focus();
    await page.keyboard.press('ArrowDown');
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
    const chosen = await page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('Enter');
    const lines = page.getByTestId('drill-down');
    await lines.waitFor();
    const amounts = await lines.locator('tbody td:last-child').allTextContents();
    expect(sum(amounts)).toBe(digits(chosen));
    expect(digits(await textIn(lines.locator('tfoot td').last()))).toBe(digits(chosen));
    await expectAccessible(page, 'the lines behind a figure');
    await shot(page, 'overview-lines');
    const link = lines.getByRole('link').first();
    const target = new URL((await link.getAttribute('href')) ?? '', product.url);
    await link.press('Enter');
    await page.waitForURL((url) => url.pathname === target.pathname);
    const cell = target.hash.replace('#cell=', '').split('.')[0] ?? '';
    await page.locator(`[data-cell^="${cell}."]:focus`).waitFor();
  });

  it('tells what pays for a figure that is no cost, and leads to the source and to the costs', async () => {
    const workspace = await overview(lead);
    const { page } = lead;
    const [total = '', eu = '', own = ''] = await workspace.sums();
    await figure(page, 0, 0).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    const paid = page.getByTestId('financing');
    await paid.waitFor();
    const amountIn = async (row: string) =>
      digits(await textIn(paid.locator(`${row} td:last-child`)));
    expect([await amountIn('.costs'), await amountIn('.eu'), await amountIn('.own')]).toEqual([
      total,
      eu,
      own,
    ]);
    expect(await paid.locator('.asked').getAttribute('class')).toContain('uncovered');
    const sources = await paid.locator('.source td:last-child').allTextContents();
    expect(BigInt(sum(sources)) + BigInt(await amountIn('.uncovered'))).toBe(BigInt(own));
    await expectAccessible(page, 'what pays for the costs');
    await shot(page, 'overview-paid');
    await paid.getByRole('button', { name: say('overview_paid_costs') }).click();
    const lines = page.getByTestId('drill-down');
    await lines.waitFor();
    expect(digits(await textIn(lines.locator('tfoot td').last()))).toBe(total);
    await page.keyboard.press('Escape');
    // The first partner's share of the EU: its own sources, and no other's.
    await page
      .getByTestId('roll-up')
      .locator('tfoot tr')
      .nth(1)
      .getByRole('button')
      .first()
      .click();
    await paid.waitFor();
    const link = paid.locator('.source').first().getByRole('link');
    const target = new URL((await link.getAttribute('href')) ?? '', product.url);
    await link.press('Enter');
    await page.waitForURL((url) => url.pathname === target.pathname);
    const cell = target.hash.replace('#cell=', 'cell-');
    await page.locator(`[id="${cell}"]:focus`).waitFor();
  });

  it('moves while another writes', async () => {
    const workspace = await overview(lead);
    const [before = ''] = await workspace.sums();
    const other = new Workspace(smart.page, words('en'), id);
    await other.open(`budget/${partnerId}`);
    await other.addStaff('Seen by all', '2', '1000');
    await expectSaved(smart.page);
    const after = (BigInt(before) + 280_000n).toString();
    const total = lead.page.getByTestId('roll-up').locator('.total').getByRole('button').last();
    await eventually('the roll-up moved', async () => digits(await textIn(total)) === after);
    const { sums } = await cells(lead.page, 'categories');
    expect(digits(sums.at(-1) ?? '')).toBe(after);
    expect(lead.complaints).toEqual([]);
  });

  it('says what changed since a part was signed, and who did it', async () => {
    await signPart(product, smart, id, partnerId);
    await call(smart.page, 'proposal.withdrawSignOff', { id, partnerId });
    await writeDocument(product, 'budget', id, partnerId, (doc) => {
      const [first, second] = readBudget(doc, partnerId).sheet.lines;
      if (!first || !second) throw new Error('no lines');
      setCell(doc, first.id, 'quantity', '7');
      removeLine(doc, second.id);
      addLine(doc, {
        cells: { category: 'EXTERNAL', description: 'Late audit', unitPriceMinor: '250000' },
      });
    });
    const phone = await arrive('phone', coordinator, { phone: true, dark: true });
    await overview(phone);
    const since = phone.page.getByTestId(`since-${partnerId}`);
    await since.getByText('Late audit').waitFor();
    const tags = await since.locator('li .head').allTextContents();
    for (const key of ['added', 'row_changed', 'removed']) {
      expect(tags.join(' ')).toContain(say(`overview_since_${key}`));
    }
    const other = new Workspace(smart.page, say, id);
    await other.open(`budget/${partnerId}`);
    await other.addStaff('After signing', '1', '1000');
    await expectSaved(smart.page);
    const added = since.locator('li').filter({ hasText: 'After signing' });
    const { me, partners } = await call<{
      me: { personId: string };
      partners: { people: { personId: string; name: string }[] }[];
    }>(smart.page, 'proposal.get', { id });
    const people = partners.flatMap((partner) => partner.people);
    const name = people.find(({ personId }) => personId === me.personId)?.name ?? '';
    await added.getByText(name).first().waitFor();
    await shot(phone.page, 'overview-phone');
    await since.scrollIntoViewIfNeeded();
    await shot(phone.page, 'overview-since-phone');
    await phone.page.getByTestId('chart-flows').scrollIntoViewIfNeeded();
    await shot(phone.page, 'overview-flows-phone');
    await expectAccessible(phone.page, 'the overview on a phone');
    expect(phone.complaints).toEqual([]);
  });

  it('prints on A4 with nothing wider than the paper', async () => {
    await overview(lead);
    const { page } = lead;
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 680, height: 960 });
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('main table, main svg')]
        .filter((element) => !element.closest('.visually-hidden'))
        .filter((element) => element.getBoundingClientRect().right > 681)
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(wide).toEqual([]);
    const head = page.getByTestId('roll-up').locator('thead');
    const drawn = await head.evaluate((element) => getComputedStyle(element).position);
    expect(drawn, 'a table on paper, not cards').toBe('static');
    await shot(page, 'overview-print');
    await page.emulateMedia({ media: 'screen' });
  });
});
