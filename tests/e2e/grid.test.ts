import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addLine } from '@samspel/documents/budget-document';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectAccessible,
  expectSaved,
  type Look,
  openBrowser,
  type Person,
  person,
  pressAtOnce,
  shot,
} from './support/browser.ts';
import { Grid } from './support/grid.ts';
import { enter, formConsortium, partnerNamed, signPart, writeDocument } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { agreed, Workspace } from './support/workspace.ts';

const en = words('en');
const sv = words('sv');
const emails = {
  'Mobile Heights': 'coordinator@mobile-heights.example',
  'Smart Textiles': 'editor@smart-textiles.example',
  'Automation Region': 'editor@automation-region.example',
};
const file = (name: string) =>
  readFileSync(path.resolve(import.meta.dirname, 'files', name), 'utf8');
// The clipboard of LibreOffice: its own HTML of a sheet of a workbook that it wrote.
const html = file('libreoffice-range.html');
const tabs = file('libreoffice-range.tsv');

let product: Product;
let browser: Browser;
let id: string;
let people: Person[];
let partnerIds: string[];

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  people = [];
  for (const [name, email] of Object.entries(emails)) {
    people.push(await enter(await person(browser, product, name), product, email));
  }
  const [lead, ...guests] = people as [Person, Person, Person];
  id = await formConsortium(
    product,
    lead,
    'Tre budgetar på en gång',
    Object.entries(emails)
      .slice(1)
      .map(([organisation, email], at) => ({ who: guests[at]!, email, organisation })),
  );
  partnerIds = [];
  for (const name of Object.keys(emails)) {
    partnerIds.push((await partnerNamed(lead.page, id, name)).id);
  }
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function budget(who: Person, partnerId: string, say = en): Promise<Workspace> {
  const workspace = new Workspace(who.page, say, id);
  await workspace.open(`budget/${partnerId}`);
  await expectSaved(who.page);
  return workspace;
}

const lines = (partnerId: string, texts: readonly string[]) =>
  writeDocument(product, 'budget', id, partnerId, (doc) => {
    for (const description of texts) {
      addLine(doc, {
        cells: { category: 'TRAVEL', description, quantity: '2', unitPriceMinor: '10000' },
      });
    }
  });

describe('the grid as a spreadsheet', () => {
  it('takes a range of a workbook written by LibreOffice in one step, tells what it could not read, and gives it back', async () => {
    const [lead] = people as [Person];
    const workspace = await budget(lead, partnerIds[0]!);
    const grid = new Grid(lead.page);
    const heading = en('budget_category_staff');
    await grid.go(heading, 'description');
    await grid.paste({ 'text/html': html, 'text/plain': tabs });
    await grid.standsAs(['Projektledning', 'Ekonomi', 'Analys']);
    await grid.shows('Projektledning', 'unitPriceMinor', '1,000.25');
    await grid.shows('Projektledning', 'quantity', '840');
    await grid.shows('Ekonomi', 'quantity', '1,234.5');
    const report = lead.page.getByRole('region', { name: en('grid_paste_report') });
    await report.getByText('okänt').waitFor();
    await shot(lead.page, 'grid-pasted');
    await expectAccessible(lead.page, 'a budget after a paste');
    await expectSaved(lead.page);
    const total = (await workspace.sums())[0];

    // One step back, and forth again.
    await grid.go(heading, 'description');
    await grid.press('Control+z');
    await grid.standsAs([]);
    await grid.press('Control+y');
    await grid.standsAs(['Projektledning', 'Ekonomi', 'Analys']);
    expect((await workspace.sums())[0]).toBe(total);

    // Out again, with numbers that any language reads.
    await grid.go('Projektledning', 'description');
    await grid.press('Shift+ArrowDown', 'Shift+End');
    await grid.cell('Ekonomi', 'total').and(lead.page.locator('[aria-selected="true"]')).waitFor();
    expect(await grid.status.textContent()).toContain(en('grid_range', { count: 14 }));
    const copied = await grid.copy();
    expect(copied['text/plain']?.split('\n')[0]).toMatch(/^Projektledning\t.*\t840\th\t1000\.25\t/);
    expect(copied['text/html']).toContain('sdval="1000.25"');
  });

  it('takes amounts from Excel and Google Sheets as those leave them, and says what hid them', async () => {
    const [lead] = people as [Person];
    await budget(lead, partnerIds[0]!);
    const grid = new Grid(lead.page);
    await grid.go(en('budget_category_staff'), 'description');
    // The German way, which nobody could tell without what Excel says of itself.
    await grid.paste({ 'text/html': file('excel-range.html'), 'text/plain': 'Excel\t\t1,5\r\n' });
    await grid.shows('Excel', 'unitPriceMinor', '1,234.00');
    await grid.shows('Streck', 'unitPriceMinor', '0.00 SEK');
    const report = lead.page.getByRole('region', { name: en('grid_paste_report') });
    await report.getByText(en('grid_fault_too_narrow')).waitFor();
    await grid.go('Excel', 'unitPriceMinor');
    await grid.paste({
      'text/html': file('google-sheets-range.html'),
      'text/plain': '2,345\n3,50',
    });
    await grid.shows('Excel', 'unitPriceMinor', '2,345.00');
    await grid.shows('Streck', 'unitPriceMinor', '3.50 SEK');
    await grid.press('Control+z', 'Control+z');
    expect(lead.complaints).toEqual([]);
  });

  it('chooses by key and mouse, empties, fills, moves, duplicates and removes lines, each one step of undo', async () => {
    const [, guest] = people as [Person, Person];
    const partnerId = partnerIds[1]!;
    await lines(partnerId, ['A', 'B', 'C', 'D']);
    await budget(guest, partnerId);
    const grid = new Grid(guest.page);
    const quantities = async () =>
      (await guest.page.locator('tr.line td.quantity .text').allTextContents()).join(' ');
    await grid.standsAs(['A', 'B', 'C', 'D']);

    const first = guest.page.locator('tr.line td.quantity').first();
    await first.click();
    await grid.press('Shift+ArrowDown', 'Shift+ArrowDown', 'Delete');
    await expect.poll(quantities).toBe('0 0 0 2');
    await grid.press('Control+z');
    await expect.poll(quantities).toBe('2 2 2 2');

    await first.click();
    await grid.press('7', 'Enter');
    await first.hover();
    await guest.page.mouse.down();
    await guest.page.locator('tr.line td.quantity').nth(3).hover();
    await guest.page.mouse.up();
    await grid.status.filter({ hasText: en('grid_range', { count: 4 }) }).waitFor();
    await grid.press('Control+d');
    await expect.poll(quantities).toBe('7 7 7 7');
    await grid.press('Control+z');
    await expect.poll(quantities).toBe('7 2 2 2');

    await guest.page.locator('tr.line td.description').first().click();
    const down = { key: 'ArrowDown', altKey: true };
    await pressAtOnce(guest.page, down, down);
    await grid.standsAs(['B', 'C', 'A', 'D']);
    await grid.press('Alt+Shift+ArrowDown');
    await grid.standsAs(['B', 'C', 'A', 'A', 'D']);
    await grid.press('Control+Delete');
    await grid.standsAs(['B', 'C', 'A', 'D']);
    await guest.page
      .getByRole('button', { name: en('budget_restore') })
      .first()
      .click();
    await grid.standsAs(['B', 'C', 'A', 'A', 'D']);
    await expectSaved(guest.page);
    expect(guest.complaints).toEqual([]);
  });

  it('fills by the corner of what is chosen, down and up, in one step of undo', async () => {
    const [, guest] = people as [Person, Person];
    await budget(guest, partnerIds[1]!);
    const grid = new Grid(guest.page);
    const quantity = guest.page.locator('tr.line td.quantity');
    const quantities = async () => (await quantity.locator('.text').allTextContents()).join(' ');
    const before = await quantities();
    const [corner, mouse] = [guest.page.locator('.fill-corner'), guest.page.mouse];
    const dragTo = async (at: number) => {
      await corner.hover();
      await mouse.down();
      await quantity.nth(at).hover();
    };
    const all = quantity.and(guest.page.locator('[aria-selected="true"]'));

    await quantity.nth(0).click();
    await grid.press('9', 'Enter');
    await quantity.nth(0).click();
    await dragTo(3);
    await all.nth(3).waitFor();
    await shot(guest.page, 'grid-fill-corner');
    await mouse.up();
    await expect.poll(quantities).toBe(before.replace(/^(\S+ ){4}/, '9 9 9 9 '));
    await grid.status.filter({ hasText: en('grid_changed', { count: 3 }) }).waitFor();
    await grid.press('Control+z');
    await expect.poll(quantities).toBe(before.replace(/^\S+/, '9'));

    // Up again; Esc lets everything be as it was.
    await quantity.nth(2).click();
    await grid.press('4', 'Enter');
    await quantity.nth(2).click();
    await dragTo(0);
    await grid.press('Escape');
    await mouse.up();
    await expect.poll(() => all.count()).toBeLessThanOrEqual(1);
    expect((await quantities()).split(' ').slice(0, 3)).not.toEqual(['4', '4', '4']);
    await dragTo(0);
    await mouse.up();
    await expect
      .poll(async () => (await quantities()).split(' ').slice(0, 3))
      .toEqual([...['4', '4', '4']]);
    await grid.press('Control+z', 'Control+z', 'Control+z');
    await expect.poll(quantities).toBe(before);
    await expectSaved(guest.page);
    expect(guest.complaints).toEqual([]);
  });

  it('keeps a note at a cell and tells who wrote in a cell, without a mouse', async () => {
    const [, guest] = people as [Person, Person];
    await budget(guest, partnerIds[1]!);
    const grid = new Grid(guest.page);
    await guest.page.locator('tr.line td.quantity').last().click();
    await grid.press('5', 'Enter', 'ArrowUp', 'Shift+F2');
    const dialog = guest.page.getByRole('dialog');
    await dialog.getByLabel(en('grid_note')).fill('Enligt offert');
    await dialog.getByRole('button', { name: en('grid_note_save') }).click();
    await dialog.waitFor({ state: 'hidden' });
    await guest.page.locator('tr.line td.quantity .note').last().waitFor();
    await expectSaved(guest.page);
    await guest.page.locator('tr.line td.quantity').last().click();
    await grid.press('Shift+F10');
    const menu = guest.page.getByRole('menu');
    await menu.waitFor();
    await expectAccessible(guest.page, 'the menu of a cell');
    await shot(guest.page, 'grid-menu');
    await menu.getByRole('menuitem', { name: en('grid_history') }).press('Enter');
    await dialog.getByRole('listitem').first().getByText('5', { exact: true }).waitFor();
    // What it had before is told too.
    expect(await dialog.getByRole('listitem').count()).toBeGreaterThan(1);
    await expectAccessible(guest.page, 'who wrote in a cell');
    await shot(guest.page, 'grid-history');
    await grid.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await guest.page.locator('[data-cell]:focus').waitFor();
  });

  it('shows periods and packages, and is calm on a phone, dark and in Swedish', async () => {
    const phone = await enter(
      await person(browser, product, 'phone', { phone: true, dark: true, locale: 'sv' } as Look),
      product,
      emails['Mobile Heights'],
    );
    await lines(partnerIds[0]!, ['Resa till provorten']);
    const workspace = await budget(phone, partnerIds[0]!, sv);
    for (const key of ['grid_show_quantities', 'grid_show_amounts', 'grid_dense']) {
      await workspace.button('grid_view').click();
      await phone.page.getByRole('menuitemcheckbox', { name: sv(key), exact: true }).click();
    }
    const heading = sv('grid_column_period_quantity', { period: 1 });
    await phone.page.getByRole('columnheader', { name: heading }).waitFor();
    await expectAccessible(phone.page, 'a budget by period, on a phone');
    await shot(phone.page, 'grid-phone-dark');

    const grid = new Grid(phone.page);
    const dialog = phone.page.getByRole('dialog');
    await phone.page.locator('tr.line td.quantity').first().click();
    await grid.press('Shift+F2');
    await dialog.getByLabel(sv('grid_note')).and(phone.page.locator(':focus')).waitFor();
    await expectAccessible(phone.page, 'a note, on a phone');
    await shot(phone.page, 'grid-note-phone-dark');
    await grid.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await grid.press('Shift+F10');
    await phone.page.getByRole('menuitem', { name: sv('grid_history') }).press('Enter');
    await dialog.getByRole('listitem').first().waitFor();
    await expectAccessible(phone.page, 'who wrote in a cell, on a phone');
    await shot(phone.page, 'grid-history-phone-dark');
    await phone.context.close();
  });

  it('three partners write their budgets at once: every screen has the same sums', async () => {
    for (const [at, who] of people.entries()) {
      await budget(who, partnerIds[at]!);
      await who.page.locator('tr.category td.description').first().click();
    }
    await Promise.all(
      people.map(async ({ page }, at) => {
        const pasted = Array.from(
          { length: 12 },
          (_, row) => `Rad ${row}\t\t${at + 2}\th\t${row + 1},50`,
        );
        await new Grid(page).paste({ 'text/plain': pasted.join('\n') });
        await page.keyboard.press('ArrowDown');
        for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
        for (let row = 0; row < 3; row++) {
          await page.keyboard.type(String(10 * (at + 1) + row));
          await page.keyboard.press('Enter');
        }
      }),
    );
    for (const { page } of people) await expectSaved(page);
    const screens = people.map(({ page }) => new Workspace(page, en, id));
    const sums = await agreed(
      'sums',
      screens.map((screen) => () => screen.sums()),
    );
    expect(sums[0]).not.toBe('000');
    await screens[0]!.open('budget');
    await expectSaved(people[0]!.page);
    expect(await screens[0]!.sums()).toEqual(sums);
  });

  it('keeps what somebody was typing when the part was signed under their hands, to be copied', async () => {
    const [, guest] = people as [Person, Person];
    const partnerId = partnerIds[1]!;
    await budget(guest, partnerId);
    const grid = new Grid(guest.page);
    const cell = guest.page.locator('tr.line td.unit').first();
    const was = await cell.locator('.text').textContent();
    await cell.dblclick();
    await guest.page.locator('[role="grid"] input').fill('a unit that took time');
    await signPart(product, guest, id, partnerId);
    await grid.status.filter({ hasText: en('grid_locked_typing') }).waitFor();
    const input = guest.page.locator('[role="grid"] input');
    expect(await input.inputValue()).toBe('a unit that took time');
    await grid.press('Enter');
    const left = guest.page.getByRole('region', { name: en('grid_drafts') });
    await left.getByText('a unit that took time').waitFor();
    await left.getByText(en('grid_fault_locked')).waitFor();
    await shot(guest.page, 'grid-locked-draft');
    await expectAccessible(guest.page, 'a budget that was locked while somebody typed');
    await left.getByRole('button', { name: en('kit_copy') }).click();
    expect(await guest.page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /: a unit that took time$/,
    );
    // Looking elsewhere does not lose it, and nobody was sent it.
    const workspace = new Workspace(guest.page, en, id);
    await workspace.go('cofunding');
    await workspace.go('budget');
    await left.getByText('a unit that took time').waitFor();
    await left.getByRole('button', { name: en('grid_drafts_discard') }).click();
    await left.waitFor({ state: 'detached' });
    expect(await cell.locator('.text').textContent()).toBe(was);
    expect(await guest.page.getByTestId('unsent-edits').count()).toBe(0);
  });
});
