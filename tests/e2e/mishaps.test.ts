import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { call } from './support/api.ts';
import {
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  shot,
  signIn,
} from './support/browser.ts';
import { callId, demoProposal, enter } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const coordinator = 'coordinator@mobile-heights.example';
const officer = 'budget@mobile-heights.example';
const say = words('en');

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const arrive = async (email: string): Promise<Person> =>
  enter(await person(browser, product, email), product, email);

async function inBudget(email: string): Promise<Person & { workspace: Workspace }> {
  const who = await arrive(email);
  const workspace = new Workspace(who.page, say, await demoProposal(who.page));
  await workspace.open('budget');
  await expectSaved(who.page);
  return { ...who, workspace };
}

const input = (page: Page) => page.locator('[role="grid"] input');

it('a double click on Start makes one consortium', async () => {
  const who = await arrive(coordinator);
  await who.page.goto(`/calls/${await callId(who.page)}`);
  await who.page.getByRole('button', { name: say('call_create_title') }).click();
  await who.page.getByLabel(say('call_create_name')).fill('Started once');
  await who.page.getByRole('button', { name: say('call_create_button'), exact: true }).dblclick();
  await who.page.waitForURL('**/workspace/**');
  await expectSaved(who.page);
  const mine = await call<{ title: string }[]>(who.page, 'proposal.mine');
  expect(mine.filter(({ title }) => title === 'Started once')).toHaveLength(1);
  await who.context.close();
});

describe('in the budget', () => {
  it('what cannot be read waits in its cell while one looks elsewhere', async () => {
    const { page, context, workspace } = await inBudget(coordinator);
    await workspace.addStaff('Unreadable hours', '10%', '40');
    await workspace.go('cofunding');
    await workspace.go('budget');
    const quantity = workspace.row('Unreadable hours').locator('[data-cell$=".quantity"]');
    await quantity.getByText('10%', { exact: true }).waitFor();
    expect(await quantity.getAttribute('aria-invalid')).toBe('true');
    await quantity.dblclick();
    await input(page).fill('10');
    await page.keyboard.press('Enter');
    await workspace.row('Unreadable hours').getByText('400.00').waitFor();
    await context.close();
  });

  it('who writes in a line that somebody removes gets the text back, and the line', async () => {
    const writer = await inBudget(coordinator);
    const other = await inBudget(officer);
    await writer.workspace.addStaff('Removed under my hands', '1', '40');
    await writer.workspace.row('Removed under my hands').locator('td').first().dblclick();
    await input(writer.page).fill('A name that took time to find');
    await other.workspace.row('Removed under my hands').locator('td').nth(1).click();
    await other.page.getByRole('button', { name: say('budget_remove_line') }).click();
    await writer.page.getByText(say('budget_line_gone')).waitFor();
    await writer.page.getByText('A name that took time to find').waitFor();
    await expectAccessible(writer.page, 'a line removed while somebody writes in it');
    await writer.page
      .getByRole('button', { name: say('budget_restore') })
      .first()
      .click();
    await input(writer.page).waitFor();
    expect(await input(writer.page).inputValue()).toBe('A name that took time to find');
    await writer.page.keyboard.press('Enter');
    await other.workspace.row('A name that took time to find').waitFor();
    await writer.context.close();
    await other.context.close();
  });

  it('a long word leaves the sums in view', async () => {
    const { page, context, workspace } = await inBudget(coordinator);
    await page.setViewportSize({ width: 1280, height: 900 });
    await workspace.addStaff(`https://example.org/${'averylongaddress'.repeat(12)}`, '1', '40');
    const wide = await page.locator('[role="grid"]').evaluate((grid) => {
      const scroller = grid.parentElement;
      return scroller ? scroller.scrollWidth - scroller.clientWidth : -1;
    });
    expect(wide).toBe(0);
    await context.close();
  });
});

describe('a session that ends in another tab', () => {
  it('is told, somebody else’s never sends, and one’s own again sends what was written', async () => {
    const who = await arrive(coordinator);
    const workspace = new Workspace(who.page, say, await demoProposal(who.page));
    await workspace.open('narrative/results');
    await workspace.toEnd();
    const tab = await who.context.newPage();
    await tab.goto('/');
    await tab.getByRole('button', { name: /^Account:/ }).click();
    await tab.getByRole('menuitem', { name: say('shell_sign_out') }).click();
    await who.page.getByText(say('collab_signed_out_title')).waitFor();
    await who.page.bringToFront();
    await workspace.type('Written without a session.');
    await shot(who.page, 'signed-out-elsewhere');
    await expectAccessible(who.page, 'a workspace whose session has ended');
    expect(await workspace.saveState()).toBe('offline');

    const second = { ...who, page: tab };
    await signIn(second, product, officer);
    await who.page.getByText(say('collab_another_title')).waitFor();
    expect(await workspace.saveState()).toBe('offline');

    await who.context.clearCookies();
    await signIn(second, product, coordinator);
    await eventually('sent', async () => (await workspace.saveState()) === 'saved', {
      withinMs: 20_000,
    });
    const reader = await arrive(officer);
    const fresh = new Workspace(reader.page, say, await demoProposal(reader.page));
    await fresh.open('narrative/results');
    await fresh.text.getByText('Written without a session.').waitFor();
    await who.context.close();
    await reader.context.close();
  });
});

describe('a page that is older than the document', () => {
  it('says so, reads on, keeps what was written, and sends it once it is loaded anew', async () => {
    const who = await arrive(coordinator);
    const id = await demoProposal(who.page);
    const workspace = new Workspace(who.page, say, id);
    const raiseTo = (shape: number) =>
      product.asOwner((trx) =>
        sql`update sync.doc set shape_version = ${shape}, epoch = epoch + 1
          where name = ${`narrative/${id}/communication`}`.execute(trx),
      );
    await workspace.open('narrative/communication');
    await workspace.toEnd();
    await who.context.setOffline(true);
    await eventually('offline', async () => (await workspace.saveState()) === 'offline');
    await workspace.type('Written before the upgrade.');
    await raiseTo(9);
    await who.context.setOffline(false);
    await who.page.getByText(say('collab_outdated_title')).waitFor();
    await who.page.locator('[contenteditable="true"]').waitFor({ state: 'detached' });
    expect(await workspace.words()).toContain('Written before the upgrade.');
    await eventually('kept', async () => (await workspace.saveState()) === 'unsaved');
    expect(await who.page.getByTestId('save-state').textContent()).toMatch(/^\s*Not sent · \d/);
    await shot(who.page, 'outdated');
    await expectAccessible(who.page, 'a page that is older than the document');

    // What stands for the newer page is that the document is of this one's shape again.
    await raiseTo(1);
    await workspace.button('collab_outdated_reload').click();
    await who.page.getByText(say('collab_outdated_title')).waitFor({ state: 'detached' });
    await workspace.loaded();
    await expectSaved(who.page);
    const reader = await arrive(officer);
    const fresh = new Workspace(reader.page, say, id);
    await fresh.open('narrative/communication');
    await fresh.text.getByText('Written before the upgrade.').waitFor();
    await who.context.close();
    await reader.context.close();
  });
});
