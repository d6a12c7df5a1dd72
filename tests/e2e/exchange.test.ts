import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addLine } from '@samspel/documents/budget-document';
import { readFile } from '@samspel/server/exchange/reading/read-file';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectAccessible,
  expectSaved,
  type Look,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { enter, formConsortium, partnerNamed, signPart, writeDocument } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const en = words('en');
const sv = words('sv');
const coordinator = 'coordinator@mobile-heights.example';
const editor = 'editor@smart-textiles.example';
// Made by LibreOffice: a title, merged cells, formulas, an error, a sum.
const foreign = path.resolve(import.meta.dirname, 'files/libreoffice-budget.xlsx');

let product: Product;
let browser: Browser;
let lead: Person;
let guest: Person;
let id: string;
let leadId: string;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  lead = await arrive('lead', coordinator);
  guest = await arrive('guest', editor);
  const invited = { who: guest, email: editor, organisation: 'Smart Textiles' };
  id = await formConsortium(product, lead, 'Från Excel till Samspel', [invited]);
  leadId = (await partnerNamed(lead.page, id, 'Mobile Heights')).id;
  await writeDocument(product, 'budget', id, leadId, (doc) =>
    addLine(doc, {
      cells: { category: 'TRAVEL', description: 'Stands there', unitPriceMinor: '5000' },
    }),
  );
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const arrive = async (name: string, email: string, look: Look = {}): Promise<Person> =>
  enter(await person(browser, product, name, look), product, email);

async function budget(who: Person, say = en): Promise<Workspace> {
  const workspace = new Workspace(who.page, say, id);
  await workspace.open(`budget/${leadId}`);
  await expectSaved(who.page);
  return workspace;
}

async function importFile(workspace: Workspace, file: string | { name: string; text: string }) {
  await workspace.button('exchange_import').click();
  const dialog = workspace.dialog();
  const given =
    typeof file === 'string'
      ? file
      : { name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.text) };
  await dialog.locator('input[type="file"]').setInputFiles(given);
  return dialog;
}

const result = (page: Page) => page.getByTestId('import-result').textContent();

describe('a file into a budget', () => {
  it('a workbook of another program: the columns are known, faults are said by row, and one undo takes all of it back', async () => {
    const workspace = await budget(lead);
    const dialog = await importFile(workspace, foreign);
    await dialog.getByTestId('import-lines').waitFor();
    expect(await result(lead.page)).toContain(en('exchange_will_add', { count: 3 }));
    expect(await result(lead.page)).toContain(en('exchange_left_out', { count: 1 }));
    expect(await dialog.getByTestId('import-faults').textContent()).toContain('#DIV/0!');
    // A person's name is not proposed for anything.
    expect(
      await dialog.getByLabel(en('exchange_column_holds', { name: 'Namn' })).inputValue(),
    ).toBe('');
    expect(await dialog.getByText(/formulas/).count()).toBe(1);
    await expectAccessible(lead.page, 'import preview');
    await shot(lead.page, 'exchange-preview');
    // Nothing has changed until it is accepted.
    expect(await workspace.row('Projektledare').count()).toBe(0);
    await dialog.getByRole('button', { name: en('exchange_accept', { count: 3 }) }).click();
    await dialog.waitFor({ state: 'hidden' });
    await workspace.row('Projektledare').getByText('2,430.00').waitFor();
    await workspace.row('=HYPERLINK("x")').getByText('2,850.75').waitFor();
    expect(await workspace.row('Stands there').count()).toBe(1);
    expect(await lead.page.getByText('N. N.').count()).toBe(0);
    await expectSaved(lead.page);
    await shot(lead.page, 'exchange-imported');
    await lead.page
      .locator('[data-sonner-toast]')
      .getByRole('button', { name: en('exchange_undo') })
      .click();
    await workspace.row('Projektledare').waitFor({ state: 'detached' });
    expect(await workspace.row('Stands there').count()).toBe(1);
    await workspace.button('budget_redo').click();
    await workspace.row('Projektledare').waitFor();
    await expectSaved(lead.page);
  });

  it('text without headings: the person says what the columns hold, and replaces what stood there', async () => {
    const workspace = await budget(lead);
    const text = 'Tåg till Borås;2;950,50\nHotell;3;1 200\nFel;x;1\n';
    const dialog = await importFile(workspace, { name: 'resor.csv', text });
    await dialog.getByText(en('exchange_columns_unknown')).waitFor();
    const accept = dialog.getByRole('button', { name: en('exchange_accept', { count: 0 }) });
    expect(await accept.getAttribute('aria-disabled')).toBe('true');
    for (const [column, field] of [
      ['A', 'description'],
      ['B', 'quantity'],
      ['C', 'unitPrice'],
    ] as const) {
      await dialog.getByLabel(en('exchange_column_holds', { name: column })).selectOption(field);
    }
    await dialog.getByLabel(en('exchange_category_of_rest')).selectOption('TRAVEL');
    expect(await result(lead.page)).toContain('5,501.00');
    await dialog.getByText(en('exchange_replace', { count: 4 })).click();
    await dialog.getByRole('button', { name: en('exchange_accept', { count: 2 }) }).click();
    await workspace.row('Hotell').getByText('3,600.00').waitFor();
    await workspace.row('Stands there').waitFor({ state: 'detached' });
    await workspace.button('budget_undo').click();
    await workspace.row('Stands there').waitFor();
    expect(await workspace.row('Hotell').count()).toBe(0);
    await expectSaved(lead.page);
  });

  it('a file that is not taken says why and leaves the budget as it is', async () => {
    const workspace = await budget(lead);
    const dialog = await importFile(workspace, { name: 'page.csv', text: '<html></html>' });
    const alert = dialog.getByRole('alert');
    await alert.getByText(en('exchange_file_other_format')).waitFor();
    await expectAccessible(lead.page, 'import refused');
    await shot(lead.page, 'exchange-refused');
    await lead.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('what is given up is read no further, and what others write meanwhile stays', async () => {
    const workspace = await budget(lead);
    const elsewhere = await arrive('elsewhere', coordinator);
    const other = await budget(elsewhere);
    await lead.page.route('**/budget/read?*', () => {}, { times: 1 });
    const slow = await importFile(workspace, foreign);
    await slow.getByText(en('exchange_reading', { name: 'libreoffice-budget.xlsx' })).waitFor();
    const [ended] = await Promise.all([
      lead.page.waitForEvent('requestfailed'),
      slow.getByRole('button', { name: en('kit_cancel') }).click(),
    ]);
    expect(ended.url()).toContain('/budget/read');
    const file = { name: 'resor.csv', text: 'Kostnadsslag;Budgetrad;Pris\nResor;Buss;10\n' };
    const dialog = await importFile(workspace, file);
    await dialog.getByTestId('import-lines').waitFor();
    await other.addStaff('Meanwhile', '2', '30');
    await expectSaved(elsewhere.page);
    await dialog.getByRole('button', { name: en('exchange_accept', { count: 1 }) }).click();
    for (const who of [workspace, other]) {
      await who.row('Meanwhile').getByText('60.00').waitFor();
      await who.row('Buss').getByText('10.00').first().waitFor();
    }
    await workspace.button('budget_undo').click();
    await other.row('Buss').waitFor({ state: 'detached' });
    await other.row('Meanwhile').waitFor();
    await other.button('budget_undo').click();
    await expectSaved(elsewhere.page);
    await elsewhere.context.close();
  });

  it('on a phone, in Swedish, in the dark', async () => {
    const who = await arrive('phone', coordinator, { phone: true, locale: 'sv', dark: true });
    const workspace = await budget(who, sv);
    const dialog = await importFile(workspace, foreign);
    await dialog.getByTestId('import-lines').waitFor();
    const wide = await who.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    await expectAccessible(who.page, 'import preview on a phone');
    await shot(who.page, 'exchange-phone');
    await dialog.getByTestId('import-lines').scrollIntoViewIfNeeded();
    await shot(who.page, 'exchange-phone-lines');
    await who.context.close();
  });
});

describe('a budget out of the page', () => {
  async function download(workspace: Workspace, group: string, label: string) {
    await workspace.button('exchange_export').click();
    const item = workspace.page
      .getByRole('group', { name: group })
      .getByRole('menuitem', { name: label });
    const [file] = await Promise.all([workspace.page.waitForEvent('download'), item.click()]);
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  }

  it('one partner’s as a workbook, all of them as text and as PDF', async () => {
    const workspace = await budget(lead);
    const of = en('exchange_export_of', { name: 'Mobile Heights' });
    const { name, bytes } = await download(workspace, of, en('exchange_xlsx'));
    expect(name).toMatch(/^budget .*Mobile Heights\.xlsx$/);
    const sheet = readFile(bytes).sheets.find((one) => one.name === 'Mobile Heights');
    const total = sheet?.rows.find(({ cells }) => cells[1] === 'Total cost');
    // 100 × 35.34 + 40.5 × 60 + 3 × 950.25 + 50
    expect(total?.cells[11]).toEqual({ n: '8864.75' });
    const csv = await download(workspace, en('exchange_export_all'), en('exchange_csv'));
    expect(csv.bytes.toString('utf8')).toContain("'=HYPERLINK");
    const pdf = await download(workspace, en('exchange_export_all'), en('exchange_pdf'));
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    await workspace.button('exchange_export').click();
    await shot(lead.page, 'exchange-menu');
    await lead.page.keyboard.press('Escape');
  });

  it('by those who read; who may not write is told why, as is everybody without network or after signing', async () => {
    const workspace = await budget(guest);
    const why = async (
      who: Person,
      button = new Workspace(who.page, en, id).button('exchange_import'),
    ) => {
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      const described = await button.getAttribute('aria-describedby');
      return who.page.locator(`[id="${described}"]`).textContent();
    };
    expect(await why(guest)).toBe(en('reason_own_budget_only'));
    await download(workspace, en('exchange_export_all'), en('exchange_csv'));
    await guest.context.setOffline(true);
    await guest.page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
    await workspace.button('exchange_export').click();
    const item = guest.page.getByRole('menuitem', { name: en('exchange_xlsx') }).first();
    expect(await item.getAttribute('aria-disabled')).toBe('true');
    await guest.page.keyboard.press('Escape');
    await guest.context.setOffline(false);
    const dialog = await importFile(await budget(lead), foreign);
    await dialog.getByTestId('import-lines').waitFor();
    await signPart(product, lead, id, leadId);
    const accept = dialog.getByRole('button', { name: en('exchange_accept', { count: 3 }) });
    await expect.poll(() => accept.getAttribute('aria-disabled')).toBe('true');
    expect(await why(lead, accept)).toBe(en('exchange_locked'));
    await lead.page.keyboard.press('Escape');
    await lead.page.getByText(en('proposal_locked_signed', { name: 'Mobile Heights' })).waitFor();
    expect(await why(lead)).toBe(en('reason_part_is_signed'));
    await shot(lead.page, 'exchange-locked');
    expect(
      [...lead.complaints, ...guest.complaints].filter(
        (one) => !/ERR_INTERNET|ERR_ABORTED|WebSocket/.test(one),
      ),
    ).toEqual([]);
  });
});
