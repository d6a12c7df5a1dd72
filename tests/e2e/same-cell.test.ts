import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { call } from './support/api.ts';
import {
  aboutNetwork,
  expectAccessible,
  expectSaved,
  type Look,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { demoProposal, enter, partnerNamed, signPart } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const coordinator = 'coordinator@mobile-heights.example';
const officer = 'budget@mobile-heights.example';
const en = words('en');
const sv = words('sv');

// Two people of one organisation write in its budget, its sources and its list of people.
let product: Product;
let browser: Browser;
let id = '';

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function arrive(email: string, area: string, look: Look = {}): Promise<Person> {
  const who = await enter(await person(browser, product, email, look), product, email);
  id ||= await demoProposal(who.page);
  await new Workspace(who.page, en, id).open(area);
  await expectSaved(who.page);
  return who;
}

const cell = (page: Page, row: string, column: string): Locator =>
  page.locator('[role="grid"] tr').filter({ hasText: row }).locator(`[data-cell$=".${column}"]`);

async function type(page: Page, row: string, column: string, text: string): Promise<void> {
  await cell(page, row, column).click();
  await page.keyboard.press('Enter');
  await page.locator('[role="grid"] input').fill(text);
  await page.keyboard.press('Enter');
}

const tray = (page: Page): Locator => page.getByTestId('overwritten');

async function goOffline(who: Person): Promise<void> {
  await who.context.setOffline(true);
  await who.page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
}

/** As it stands, without the marks of who is there. */
const read = async (place: Locator): Promise<string> =>
  (await place.locator('.text').textContent())?.trim() ?? '';

const shows = (page: Page, row: string, column: string, text: string) =>
  eventually(`${row}, ${column}: ${text}`, async () => {
    return (await read(cell(page, row, column))) === text;
  });

describe('two people in one cell', () => {
  it('on return from offline theirs stands, and one click takes mine', async () => {
    const away = await arrive(coordinator, 'budget');
    const here = await arrive(officer, 'budget');
    await goOffline(away);
    await type(away.page, 'Samordning', 'quantity', '30');
    await type(away.page, 'Samordning', 'unitPriceMinor', '4000');
    await type(away.page, 'Lärande', 'unit', 'rapport');
    await type(here.page, 'Samordning', 'quantity', '18');
    await type(here.page, 'Lärande', 'unit', 'paket');
    await expectSaved(here.page);

    await away.context.setOffline(false);
    await tray(away.page).waitFor();
    await expectSaved(away.page);
    for (const { page } of [away, here]) {
      await shows(page, 'Samordning', 'quantity', '18');
      await shows(page, 'Samordning', 'unitPriceMinor', '4,000.00');
      await shows(page, 'Lärande', 'unit', 'paket');
    }
    await tray(away.page).getByText('Budgetansvarig Mobile Heights').first().waitFor();
    expect(await tray(away.page).getByRole('listitem').count()).toBe(2);
    // Nothing was taken from the one who was here.
    expect(await tray(here.page).count()).toBe(0);
    await shot(away.page, 'overwritten');
    await expectAccessible(away.page, 'cells that were overwritten');

    // Not decided yet: a reload keeps the question.
    await away.page.reload();
    await tray(away.page).waitFor();
    const first = tray(away.page).getByRole('listitem').filter({ hasText: 'Projektledare' });
    await first.getByRole('button', { name: en('collab_overwritten_take') }).click();
    for (const { page } of [away, here]) await shows(page, 'Samordning', 'quantity', '30');
    // The focus goes on to the next question.
    expect(await tray(away.page).evaluate((it) => it.contains(document.activeElement))).toBe(true);
    await tray(away.page)
      .getByRole('button', { name: en('collab_overwritten_keep') })
      .click();
    await tray(away.page).waitFor({ state: 'detached' });
    await expectSaved(away.page);
    await shows(away.page, 'Lärande', 'unit', 'paket');
    expect([...away.complaints, ...here.complaints].filter((one) => !aboutNetwork(one))).toEqual(
      [],
    );
    for (const who of [away, here]) await who.context.close();
  });

  it('who has a cell open is told that somebody else wrote there, and undoes it only knowingly', async () => {
    const first = await arrive(coordinator, 'budget');
    const second = await arrive(officer, 'budget');
    const said = first.page.locator('.said[role="status"]');
    const open = () => first.page.locator('[role="grid"] input');
    await cell(first.page, 'Samordning', 'quantity').click();
    // The walk goes on from where the mouse began it.
    await first.page.keyboard.press('ArrowDown');
    await first.page.locator('[data-cell$=".quantity"]:focus').waitFor();
    await first.page.keyboard.press('ArrowUp');
    await first.page.keyboard.press('F2');
    await type(second.page, 'Samordning', 'quantity', '41');
    await said.filter({ hasText: en('grid_overtaken', { value: '41' }) }).waitFor();
    // Opened and left as it was: theirs stands.
    await open().press('Enter');
    await expectSaved(first.page);
    for (const { page } of [first, second]) await shows(page, 'Samordning', 'quantity', '41');

    await cell(first.page, 'Samordning', 'quantity').dblclick();
    await open().fill('42');
    await type(second.page, 'Samordning', 'quantity', '43');
    await said.filter({ hasText: en('grid_overtaken', { value: '43' }) }).waitFor();
    await open().press('Enter');
    for (const { page } of [first, second]) await shows(page, 'Samordning', 'quantity', '42');
    await type(first.page, 'Samordning', 'quantity', '24');
    await expectSaved(first.page);
    for (const who of [first, second]) await who.context.close();
  });

  it('the same for sources and for people, on a phone and in Swedish', async () => {
    const own = async (email: string, look?: Look) => {
      const who = await arrive(email, 'overview', look);
      await new Workspace(who.page, en, id).openOwn('cofunding');
      return who;
    };
    const here = await own(officer);
    const away = await own(coordinator, { locale: 'sv', dark: true, phone: true });
    const funder = (page: Page, say: typeof en) =>
      page.getByLabel(say('cofunding_column_funder_name')).first();
    const write = async (field: Locator, text: string) => {
      await field.fill(text);
      await field.press('Enter');
    };
    await goOffline(away);
    await write(funder(away.page, sv), 'Region Skåne, från tåget');
    await write(funder(here.page, en), 'Region Skåne, by hand');
    await expectSaved(here.page);
    await away.context.setOffline(false);
    await tray(away.page).waitFor();
    await eventually('theirs stands', async () => {
      return (await funder(away.page, sv).inputValue()) === 'Region Skåne, by hand';
    });
    await shot(away.page, 'overwritten-phone-dark');
    await expectAccessible(away.page, 'an overwritten source, on a phone');
    await tray(away.page)
      .getByRole('button', { name: sv('collab_overwritten_take') })
      .click();
    await eventually('mine stands', async () => {
      return (await funder(here.page, en).inputValue()) === 'Region Skåne, från tåget';
    });

    await new Workspace(here.page, en, id).go('budget');
    await here.page.getByRole('button', { name: en('budget_people_add') }).click();
    const named = (page: Page, say: typeof en) =>
      page.getByLabel(say('budget_people_name'), { exact: true }).last();
    await write(named(here.page, en), 'Engineer');
    await expectSaved(here.page);
    await new Workspace(away.page, sv, id).open('budget');
    await eventually('the person is there', async () => {
      return (await named(away.page, sv).inputValue()) === 'Engineer';
    });
    await goOffline(away);
    await write(named(away.page, sv), 'Ingenjör');
    await write(named(here.page, en), 'Senior engineer');
    await expectSaved(here.page);
    await away.context.setOffline(false);
    await tray(away.page).getByText('Senior engineer').first().waitFor();
    expect(await named(away.page, sv).inputValue()).toBe('Senior engineer');
    for (const who of [away, here]) await who.context.close();
  });

  it('online, whose value lost is told, without losing the focus', async () => {
    const late = await enter(await person(browser, product, 'late'), product, coordinator);
    let held: (() => void)[] | null = null;
    // What the server says reaches this screen later; what it says to the server does not.
    await late.page.routeWebSocket(/\/sync$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (held) held.push(() => socket.send(message));
        else socket.send(message);
      });
    });
    await new Workspace(late.page, en, id).open('budget');
    await expectSaved(late.page);
    const here = await arrive(officer, 'budget');
    held = [];
    await type(here.page, 'Mottagare', 'quantity', '11');
    await expectSaved(here.page);
    await type(late.page, 'Mottagare', 'quantity', '12');
    await cell(late.page, 'Samordning', 'description').click();
    // Theirs waits before the screen on which mine is written.
    await eventually('both have been sent', () => held !== null && held.length > 1);
    const arrived = held;
    held = null;
    for (const pass of arrived) pass();
    await eventually('one of them is told', async () => {
      return (await tray(late.page).count()) + (await tray(here.page).count()) === 1;
    });
    await expectSaved(late.page);
    const [winner, loser] = (await tray(late.page).count()) ? [here, late] : [late, here];
    const stands = await read(cell(winner.page, 'Mottagare', 'quantity'));
    await shows(loser.page, 'Mottagare', 'quantity', stands);
    const text = await tray(loser.page).textContent();
    expect(text).toContain('11');
    expect(text).toContain('12');
    expect(text).toMatch(/\d\d:\d\d/);
    const focused = await late.page.evaluate(
      () => document.activeElement?.getAttribute('data-cell') ?? '',
    );
    expect(focused).toMatch(/\.description$/);
    await shot(loser.page, 'overwritten-online');
    for (const who of [late, here]) await who.context.close();
  });
});

describe('edits that came too late', () => {
  it('are given back to their author, and are no part of what is locked', async () => {
    const who = await arrive(coordinator, 'budget');
    const workspace = new Workspace(who.page, en, id);
    const other = await arrive(coordinator, 'overview');
    const before = await read(cell(who.page, 'Användarstudier', 'quantity'));
    const sums = await workspace.sums();
    await goOffline(who);
    await type(who.page, 'Användarstudier', 'quantity', '400');
    await workspace.go('narrative');
    await who.page.locator('main a[href$="/narrative/need"]').first().click();
    await workspace.text.waitFor();
    await workspace.toEnd();
    await workspace.type('Too late.');
    const { id: partnerId } = await partnerNamed(other.page, id, 'Mobile Heights');
    await signPart(product, other, id, partnerId);
    await who.context.setOffline(false);
    const dialog = who.page.getByRole('dialog');
    await dialog.getByText('Too late.').waitFor();
    await dialog.getByRole('button', { name: en('collab_refused_keep') }).click();
    // The section as everybody has it.
    await who.page.locator('.section-text:not([contenteditable])').waitFor();
    expect(await workspace.words()).not.toContain('Too late.');
    await workspace.go('budget');
    await shows(who.page, 'Användarstudier', 'quantity', before);
    expect(await workspace.sums()).toEqual(sums);
    await shot(who.page, 'refused-budget');
    await call(other.page, 'proposal.withdrawSignOff', { id, partnerId });
    for (const one of [who, other]) await one.context.close();
  });
});
