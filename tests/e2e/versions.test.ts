import { sql } from 'kysely';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { demoProposal, enter, view } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { agreed, Workspace } from './support/workspace.ts';

const en = words('en');
const emails = {
  restorer: 'coordinator@mobile-heights.example',
  vandal: 'budget@mobile-heights.example',
};

// Two people of one organisation: what one wipes out, the other finds among the versions.
let product: Product;
let browser: Browser;
let id = '';
let partner = '';
let restorer: Person;
let vandal: Person;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  const arrive = async (email: string) =>
    enter(await person(browser, product, email), product, email);
  [restorer, vandal] = await Promise.all([arrive(emails.restorer), arrive(emails.vandal)]);
  id = await demoProposal(restorer.page);
  partner = (await view(restorer.page, id)).me.partnerId;
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const workspaceOf = ({ page }: Person) => new Workspace(page, en, id);

/** As if all that was written so far had been written in the morning. */
const letTimePass = () =>
  product.asOwner((trx) =>
    sql`update sync.upd u set at = u.at - interval '5 hours' from sync.doc d
      where d.id = u.doc_id and d.scope = ${id}`.execute(trx),
  );

const moment = (page: Page, at: number): Locator => page.locator('main ol button').nth(at);
const preview = (page: Page): Locator => page.getByTestId('version');

async function restore(workspace: Workspace): Promise<void> {
  await workspace.button('versions_restore').click();
  const dialog = workspace.dialog();
  await dialog.getByRole('button', { name: en('versions_restore'), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await expectSaved(workspace.page);
}

async function quietly(page: Page, name: string): Promise<void> {
  await shot(page, `versions-${name}`);
  await expectAccessible(page, name);
}

/** The same page once more on a phone, in the dark. */
async function onPhone(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await quietly(page, `${name}-390-dark`);
  await page.setViewportSize({ width: 1400, height: 900 });
  await shot(page, `versions-${name}-wide-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

it('a section that somebody wiped out is looked at, restored, taken back and restored again', async () => {
  const [mine, theirs] = [workspaceOf(restorer), workspaceOf(vandal)];
  await letTimePass();
  await theirs.open('narrative/need');
  await theirs.toEnd();
  const whole = await theirs.words();
  expect(whole.length).toBeGreaterThan(200);
  await vandal.page.keyboard.press('Control+A');
  await vandal.page.keyboard.press('Delete');
  await expectSaved(vandal.page);
  expect(await theirs.words()).toBe('');

  await mine.open('overview');
  await mine.go('versions');
  await restorer.page.getByLabel(en('versions_document')).selectOption({ value: 'narrative.need' });
  await moment(restorer.page, 1).waitFor();
  expect(await moment(restorer.page, 0).textContent()).toContain('Budgetansvarig Mobile Heights');
  expect(await moment(restorer.page, 1).textContent()).toContain('Koordinator Mobile Heights');
  await shot(restorer.page, 'versions-list-wide-light');
  await moment(restorer.page, 1).press('Enter');
  const text = restorer.page.getByTestId('version-text');
  await text.getByText(en('versions_text_gone_mark')).first().waitFor();
  await quietly(restorer.page, 'text-wide-light');
  await onPhone(restorer.page, 'text');

  await restore(mine);
  const shown = () => theirs.words();
  await eventually('the wiped text is back', async () => (await shown()) === whole);
  await preview(restorer.page).getByText(en('versions_same')).first().waitFor();
  // What was done is a version of its own.
  await eventually('the restoring is listed', async () => {
    return (await moment(restorer.page, 0).textContent())?.includes('Koordinator');
  });
  await mine.button('versions_undo').click();
  await eventually('it is taken back', async () => (await shown()) === '');
  await restore(mine);
  await eventually('and restored again', async () => (await shown()) === whole);
  await mine.open('narrative/need');
  await agreed('the section', [() => mine.words(), shown], (words) => words === whole);
});

it('a budget whose cells were emptied comes to the same sum again, on both screens', async () => {
  const [mine, theirs] = [workspaceOf(restorer), workspaceOf(vandal)];
  await letTimePass();
  await theirs.open(`budget/${partner}`);
  await mine.open(`versions/budget.${partner}`);
  const sums = [() => mine.sums(), () => theirs.sums()];
  const before = await agreed('the sums', sums, ([total]) => total !== '' && total !== '000');
  await vandal.page.locator('[role="grid"] [data-cell$=".quantity"]').first().click();
  await vandal.page.keyboard.press('Control+A');
  await vandal.page.keyboard.press('Delete');
  await vandal.page.locator('[role="grid"] [data-cell$=".quantity"]').first().click();
  await vandal.page.keyboard.press('Control+Delete');
  await expectSaved(vandal.page);
  const after = await agreed('other sums', sums, ([total]) => total !== before[0]);

  // The list learns of it by itself.
  await moment(restorer.page, 1).waitFor();
  await moment(restorer.page, 0).click();
  const field = restorer.page.getByRole('slider');
  const last = Number(await field.getAttribute('max'));
  expect(last).toBeGreaterThan(1);
  await field.press('Home');
  await shot(restorer.page, 'versions-budget-folded');
  await preview(restorer.page).locator('summary').click();
  await preview(restorer.page).getByText(en('versions_removed')).first().waitFor();
  await quietly(restorer.page, 'budget-wide-light');
  await onPhone(restorer.page, 'budget');
  await restore(mine);
  await agreed('the sums as they were', sums, (now) => now.join() === before.join());
  expect(after).not.toEqual(before);
  expect([...restorer.complaints, ...vandal.complaints]).toEqual([]);
});

it('who may only read sees how it stood, and no way to change it', async () => {
  const email = 'reader@techtank.example';
  const reader = await enter(await person(browser, product, email), product, email);
  const workspace = workspaceOf(reader);
  await workspace.open(`versions/budget.${partner}`);
  await moment(reader.page, 1).click();
  await reader.page.getByTestId('version-sums').waitFor();
  expect(await workspace.button('versions_restore').count()).toBe(0);
  await reader.page.getByText(en('kit_read_only')).first().waitFor();
  // Names and salaries of another organisation are not among the choices.
  const choices = reader.page.getByLabel(en('versions_document')).locator('option');
  expect(await choices.allInnerTexts()).not.toContain(en('budget_people_title'));
  expect(reader.complaints).toEqual([]);
});
