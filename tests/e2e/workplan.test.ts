import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  pressAtOnce,
  shot,
} from './support/browser.ts';
import { fingerOn } from './support/finger.ts';
import { demoProposal, enter, signPart, view } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const say = words('en');
const säg = words('sv');

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let lead: Person;
let partner: Person;
let id = '';

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  const emails = ['coordinator@mobile-heights.example', 'editor@smart-textiles.example'] as const;
  lead = await enter(await person(browser, product, 'lead'), product, emails[0]);
  const phone = { locale: 'sv', phone: true, dark: true } as const;
  partner = await enter(await person(browser, product, 'partner', phone), product, emails[1]);
  id = await demoProposal(lead.page);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function open(who: Person, area: string): Promise<Page> {
  await new Workspace(who.page, who === lead ? say : säg, id).open(area);
  await expectSaved(who.page);
  return who.page;
}

const titles = (page: Page): Promise<string[]> =>
  page
    .locator('[data-item].packages input')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.id ?? '');
const shows = (page: Page, expected: string[]) =>
  eventually(`packages ${expected.join(', ')}`, async () => {
    return JSON.stringify(await titles(page)) === JSON.stringify(expected);
  });

const demo = ['Behov i vården', 'Prov i verklig miljö', 'Ledning och spridning'];

it('two people write one plan; what one removes comes back, and undo is one’s own', async () => {
  const page = await open(lead, 'workplan');
  const other = await open(partner, 'workplan');
  await shows(other, demo);
  await page.getByRole('button', { name: say('workplan_add_package'), exact: true }).click();
  await eventually('the new title has the focus', async () =>
    (await focused(page)).endsWith('.title'),
  );
  await page.keyboard.type('Upphandling');
  await page.keyboard.press('Enter');
  await shows(other, [...demo, 'Upphandling']);
  // The partner sees where the lead is.
  await other.locator('[data-item].packages').last().locator('.other').waitFor();

  const added = other.locator('section.package').last();
  await added.getByRole('button', { name: new RegExp(`^${säg('workplan_add_activity')}`) }).click();
  await eventually('its title has the focus', async () =>
    (await focused(other)).endsWith('.title'),
  );
  await other.keyboard.type('Skriva underlag');
  await other.keyboard.press('Enter');
  await eventually('the lead has the activity', async () => {
    const values = await page
      .locator('[data-item].activities .title input')
      .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
    return values.includes('Skriva underlag');
  });

  // Its keys move it up, and its menu takes it away with what lies in it.
  await page.locator('[data-item].packages').last().locator('.title input').focus();
  const up = { key: 'ArrowUp', altKey: true };
  await pressAtOnce(page, up, up);
  await shows(other, [demo[0]!, 'Upphandling', demo[1]!, demo[2]!]);
  await page.keyboard.press('Control+z');
  await shows(other, [demo[0]!, demo[1]!, 'Upphandling', demo[2]!]);
  await page.keyboard.press('Control+z');
  await shows(other, [...demo, 'Upphandling']);
  await page
    .locator('[data-item].packages')
    .last()
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: say('workplan_remove'), exact: true }).click();
  await shows(other, demo);
  await page
    .getByRole('button', { name: say('workplan_restore'), exact: true })
    .first()
    .click();
  await shows(other, [...demo, 'Upphandling']);
  await other.locator('[data-item].activities').last().waitFor();
  await shot(other, 'workplan-phone-sv');
  await expectAccessible(page, 'workplan');
});

it('a milestone gets an owner, a day and what shows it; a finding leads to what is missing', async () => {
  const page = await open(lead, 'workplan');
  const first = page.locator('section.package').first();
  await first
    .getByRole('button', { name: new RegExp(`^${say('workplan_add_milestone')}`) })
    .click();
  await eventually('its title has the focus', async () => (await focused(page)).endsWith('.title'));
  await page.keyboard.type('Grupp på plats');
  await page.keyboard.press('Enter');
  const itemId = /^cell-(.+)\.title$/.exec(await focused(page))?.[1] ?? '';
  await expectSaved(page);

  await page.goto(`/workspace/${id}/checks`);
  const finding = page.locator('.finding').filter({ hasText: 'Grupp på plats' });
  await finding.filter({ hasText: 'responsible' }).getByRole('link').click();
  await eventually('the owner has the focus', async () => {
    return (await focused(page)) === `cell-${itemId}.ownerPersonId`;
  });
  const row = page.locator(`[data-item="${itemId}"]`);
  const owner = row.locator(`[id="cell-${itemId}.ownerPersonId"]`);
  await owner.selectOption({ index: 1 });
  const { startsOn } = await view(page, id);
  await row.locator('input[type=date]').fill(startsOn ?? '');
  const evidence = row.locator(`[id="cell-${itemId}.evidence"]`);
  await evidence.fill('Protokoll från mötet');
  await evidence.press('Enter');
  await eventually('nothing is said of it any more', async () => {
    return (await row.locator('li.error').count()) === 0;
  });
  await expectSaved(page);
});

const bar = (page: Page, title: string): Locator =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader').filter({ hasText: title }) })
    .locator('[data-bar]');

it('on the timeline keys move and resize, and say where it is and what is wrong', async () => {
  const page = await open(lead, 'workplan/timeline');
  const other = await open(partner, 'workplan/timeline');
  const works = bar(page, 'Ta fram provplagg');
  await works.focus();
  expect(await works.getAttribute('aria-label')).toContain('Periods 2–3');
  await page.keyboard.press('ArrowLeft');
  const status = page.getByRole('status').filter({ hasText: 'Ta fram provplagg: Periods 1–2' });
  await status.waitFor({ state: 'attached' });
  // It would begin before what it waits for has ended, and lies outside its package: both are said.
  await status.filter({ hasText: 'waits for' }).waitFor({ state: 'attached' });
  await eventually('the other screen has it', async () => {
    return (await bar(other, 'Ta fram provplagg').getAttribute('aria-label'))?.includes(
      'Period 1–2',
    );
  });
  // The second goes on from the first.
  await pressAtOnce(page, { key: 'ArrowRight' }, { key: 'ArrowRight', shiftKey: true });
  await eventually('it is longer', async () => {
    return (await works.getAttribute('aria-label'))?.includes('Periods 2–4');
  });
  await page.keyboard.press('Control+z');
  await eventually('the last step is undone', async () => {
    return (await works.getAttribute('aria-label'))?.includes('Periods 2–3');
  });
  await works.focus();
  await page.keyboard.press('ArrowDown');
  await eventually('the next one has the focus', async () => {
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    return label?.startsWith('Deliverable');
  });
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'timeline');
  await shot(page, 'timeline');
  await other.locator('[data-who]').waitFor();
  await expectAccessible(other, 'timeline with somebody on it');
  await shot(other, 'timeline-phone-sv');
  await expectSaved(page);
});

it('a mouse drags what keys move', async () => {
  const { page } = lead;
  const works = bar(page, 'Välja tillämpningar');
  const box = await works.boundingBox();
  if (!box) throw new Error('not drawn');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + box.width * 0.6, y, { steps: 4 });
  await page.mouse.move(x + box.width, y, { steps: 2 });
  await page.mouse.up();
  await eventually('it lies one period later', async () => {
    return (await works.getAttribute('aria-label'))?.includes('Period 3,');
  });
  await page.keyboard.press('Control+z');
  await eventually('it is back', async () => {
    return (await works.getAttribute('aria-label'))?.includes('Period 2,');
  });
  await expectSaved(page);
});

it('a finger that holds a bar drags it; a swipe scrolls, and a tap opens the form', async () => {
  await open(lead, 'workplan/timeline');
  const page = await open(partner, 'workplan/timeline');
  const works = bar(page, 'Välja tillämpningar');
  const finger = await fingerOn(page);
  await page.getByText(säg('workplan_help_finger')).waitFor();
  const label = () => works.getAttribute('aria-label');
  const scrolled = () =>
    page.evaluate(() => {
      const box = document.querySelector('[role=region]:has([data-bar])');
      return `${scrollY} ${box?.scrollTop} ${box?.scrollLeft}`;
    });
  /** Its middle, once nothing that was set going scrolls any longer. */
  const middle = async () => {
    await works.evaluate((bar) => bar.scrollIntoView({ block: 'center', inline: 'center' }));
    let last = '';
    const still = async () => {
      const before = last;
      last = await scrolled();
      return last === before;
    };
    await eventually('it stands still', still, { everyMs: 150 });
    const { x, y, width, height } = (await works.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2, width };
  };
  const lifted = page.locator('[data-lifted]');
  const unmoved = await label();

  const swiped = await middle();
  const before = await scrolled();
  await finger.down(swiped);
  await finger.to({ x: swiped.x - 10, y: swiped.y - 160 });
  await finger.up();
  await eventually('it has scrolled', async () => (await scrolled()) !== before);
  expect(await label()).toBe(unmoved);

  const at = await middle();
  const still = await scrolled();
  await finger.down(at);
  await lifted.waitFor();
  await finger.to({ x: at.x + at.width, y: at.y - 100 });
  await eventually('it is shown where it would land', async () =>
    (await label())?.includes('Period 3,'),
  );
  await shot(page, 'timeline-finger-sv');
  await finger.up();
  await lifted.waitFor({ state: 'detached' });
  expect(await scrolled()).toBe(still);
  await eventually('the other screen has it', async () => {
    return (await bar(lead.page, 'Välja tillämpningar').getAttribute('aria-label'))?.includes(
      'Period 3,',
    );
  });
  await expectSaved(page);

  // Held and let go of where it was, or given up by another finger or a key: nothing is written, nothing opens.
  const moved = await label();
  const there = await middle();
  await finger.down(there);
  await lifted.waitFor();
  await finger.up();
  // Near its end it is the end that is held.
  await finger.down({ ...there, x: there.x + there.width / 2 - 12 });
  await lifted.waitFor();
  await finger.to({ x: there.x + there.width * 1.5 - 12, y: there.y });
  await eventually('it would be longer', async () => (await label())?.includes('Period 3–4,'));
  await finger.second({ x: 200, y: 500 });
  await lifted.waitFor({ state: 'detached' });
  await finger.up();
  await finger.down(there);
  await lifted.waitFor();
  await finger.to({ x: there.x - there.width, y: there.y });
  await page.keyboard.press('Escape');
  await lifted.waitFor({ state: 'detached' });
  await finger.up();
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await label()).toBe(moved);

  await finger.down(there);
  await finger.up();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: säg('budget_undo'), exact: true }).click();
  await eventually('it is back', async () => (await label()) === unmoved);
  await expectSaved(page);
});

it('after the lead’s signature the plan is frozen for all, in the list and on the timeline', async () => {
  const { partners } = await view(lead.page, id);
  await signPart(product, lead, id, partners[0]?.id ?? '');
  const { page } = partner;
  await page.getByText(säg('proposal_locked_signed', { name: 'Mobile Heights' })).waitFor();
  const works = bar(page, 'Ta fram provplagg');
  await works.focus();
  await page.keyboard.press('ArrowRight');
  await page
    .getByRole('status')
    .filter({ hasText: säg('workplan_cannot_move') })
    .waitFor({ state: 'attached' });
  await open(partner, 'workplan');
  expect(await page.getByRole('button', { name: säg('workplan_add_package') }).count()).toBe(0);
  expect(await titles(page)).toContain(demo[0]);
  expect(
    await page.locator('[data-item].packages .title input').first().getAttribute('readonly'),
  ).not.toBeNull();
  for (const { complaints } of [lead, partner]) expect(complaints).toEqual([]);
});
