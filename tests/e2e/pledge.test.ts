import { readFile } from 'node:fs/promises';
import { addLine } from '@samspel/documents/budget-document';
import { addSource, removeSource } from '@samspel/documents/cofunding-document';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { call } from './support/api.ts';
import { expectAccessible, openBrowser, type Person, person, shot } from './support/browser.ts';
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

const sv = words('sv');
const en = words('en');
const to = 'finance@region-skane.example';
const reason = 'Ny majoritet, <b>ny</b> budget.';
const pdf = Buffer.from('%PDF-1.7\n% Intyg om medfinansiering\n%%EOF\n');

// One pledge from its question to its end: each test goes on where the one before it ended.
let product: Product;
let browser: Browser;
let lead: Person;
let leads: Workspace;
let region: Person;
let link = '';
let minutes = 0;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  lead = await person(browser, product, 'lead', { locale: 'en' });
  await enter(lead, product, 'coordinator@mobile-heights.example');
  const id = await formConsortium(product, lead, 'A pledge by link', []);
  const { me } = await view(lead.page, id);
  await writeDocument(product, 'budget', id, me.partnerId, (doc) => {
    const cells = { category: 'STAFF', functionTitle: 'Developer', unit: 'month' } as const;
    addLine(doc, { cells: { ...cells, quantity: '10', unitPriceMinor: '200000' } });
  });
  await writeDocument(product, 'cofunding', id, me.partnerId, (doc) => {
    addSource(doc, { cells: { funderName: 'Region Skåne', mode: 'weight', weight: 1 } });
  });
  leads = new Workspace(lead.page, en, id);
  await leads.open('cofunding');
  await lead.page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  region = await person(browser, product, 'region', { locale: 'sv', phone: true });
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function ask(): Promise<string> {
  const before = await mailsSoFar(product);
  const { me } = await view(lead.page, leads.id);
  await call(lead.page, 'cofunding.requestPledge', {
    ...{ proposalId: leads.id, partnerId: me.partnerId, funderName: 'Region Skåne', email: to },
    sourceId: await firstSource(product, leads.id, me.partnerId),
    amountMinor: '1000000',
  });
  return linkIn(product, to, '/pledge', before);
}

const covered = (share: number) =>
  eventually(`${share} % is covered`, async () => (await leads.coverage()) === share);
const press = (name: string | RegExp) =>
  region.page
    .getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
    .click();
const answerName = () => region.page.getByLabel(sv('pledge_name'), { exact: true });

async function deed(name: string): Promise<void> {
  await lead.page
    .getByRole('button', { name: en('cofunding_pledge_menu', { name: 'Region Skåne' }) })
    .click();
  await lead.page.getByRole('menuitem', { name }).click();
}

it('a link in a strange browser says nothing; the mailbox’s code opens it', async () => {
  link = await ask();
  for (const token of ['', 'x'.repeat(43), '%00<script>']) {
    await region.page.goto(`/pledge?token=${token}`);
    await region.page.getByText(sv('pledge_unknown_title')).waitFor();
  }
  await lead.page.getByText(en('pledge_status_requested')).first().waitFor();
  await region.page.goto(link);
  await region.page.getByText('f•••@region-skane.example').first().waitFor();
  expect(await region.page.locator('main').textContent()).not.toContain('A pledge by link');
  await shot(region.page, 'pledge-door');
  await expectAccessible(region.page, 'the door');
  await press(sv('pledge_door_send'));
  await region.page.getByLabel(sv('pledge_door_code')).fill('12');
  await press(sv('pledge_door_open'));
  await region.page.getByText(sv('pledge_door_code_missing')).waitFor();
  await expectAccessible(region.page, 'a code that is none');
  minutes += 1;
  await product.moveClock(minutes * 60_000);
  await region.page.reload();
  await passDoor(region.page, product, { to, say: sv });
  await region.page.getByText('A pledge by link').first().waitFor();
});

it('less than asked is pledged, then all of it: the consortium’s open screen follows', async () => {
  const amount = region.page.getByLabel(sv('pledge_amount_label'));
  await amount.fill('4 000,00');
  await answerName().fill('Eva Ekonom');
  await region.page.getByRole('checkbox').check();
  await shot(region.page, 'pledge-ask');
  await expectAccessible(region.page, 'a question');
  // Twice in a hurry is once.
  await region.page.getByRole('button', { name: /Utfäst 4/ }).dblclick();
  await region.page.getByText(sv('pledge_thanks_title')).waitFor();
  await covered(40);
  await lead.page.getByText(/^of .*10,000\.00.* asked for$/).waitFor();
  await press(sv('pledge_change_amount'));
  await amount.fill('10 000');
  await region.page.getByRole('checkbox').check();
  await press(/^Ändra till/);
  await region.page.getByText(sv('pledge_thanks_title')).waitFor();
  await covered(100);
});

it('it is signed and a certificate handed in; the consortium sees who and gets the file', async () => {
  const { page } = region;
  await page.getByLabel(sv('pledge_sign_function')).fill('Regiondirektör');
  await page.getByRole('checkbox', { name: sv('pledge_sign_read') }).check();
  await shot(page, 'pledge-sign');
  await press(/^Signera/);
  await page.getByText(/Signerad av Eva Ekonom, Regiondirektör/).waitFor();
  const chooser = page.locator('input[type="file"]');
  await chooser.setInputFiles({
    name: 'intyg.html',
    mimeType: 'text/html',
    buffer: Buffer.from('<p>'),
  });
  await page.getByText(sv('reason_certificate_not_a_document')).waitFor();
  await chooser.setInputFiles({ name: 'Intyg Åre.pdf', mimeType: 'application/pdf', buffer: pdf });
  await page.getByRole('link', { name: 'Intyg Åre.pdf' }).waitFor();
  await page.getByText(sv('pledge_status_certified'), { exact: true }).waitFor();
  await shot(page, 'pledge-certified');
  await expectAccessible(page, 'a certified pledge');

  await lead.page
    .getByText(/^Certified/)
    .first()
    .waitFor();
  await lead.page.getByText('Signed by Eva Ekonom, Regiondirektör').waitFor();
  const arriving = lead.page.waitForEvent('download');
  await lead.page.getByRole('link', { name: 'Intyg Åre.pdf' }).click();
  expect(await readFile(await (await arriving).path())).toEqual(pdf);
  await deed(en('cofunding_history'));
  await leads
    .dialog()
    .getByText(/Eva Ekonom, Regiondirektör signed/)
    .waitFor();
  await shot(lead.page, 'pledge-history');
  await expectAccessible(lead.page, 'the history of a pledge');
  await lead.page.keyboard.press('Escape');
  await shot(lead.page, 'pledge-consortium');
  await expectAccessible(lead.page, 'a certified source');
});

it('a source that somebody was asked for is not removed; one that was, by an older page, stays in sight', async () => {
  const { page } = lead;
  const { me } = await view(page, leads.id);
  await page
    .getByRole('button', { name: en('cofunding_remove', { name: 'Region Skåne' }) })
    .click({ force: true });
  await page.getByText(en('cofunding_remove_asked')).waitFor();
  const sourceId = await firstSource(product, leads.id, me.partnerId);
  await writeDocument(product, 'cofunding', leads.id, me.partnerId, (doc) => {
    removeSource(doc, sourceId);
  });
  await page.getByText(en('cofunding_lost_title')).waitFor();
  await page.getByText('Signed by Eva Ekonom, Regiondirektör').waitFor();
  await shot(page, 'pledge-lost-source');
  await expectAccessible(page, 'a pledge without its source');
  await page
    .getByRole('button', { name: en('cofunding_restore_named', { name: 'Region Skåne' }) })
    .click();
  await covered(100);
});

it('two at the co-funder at once: whose answer comes second is told that it was not taken', async () => {
  const second = await region.context.newPage();
  await second.goto(link);
  await second.getByRole('button', { name: sv('pledge_change_amount'), exact: true }).click();
  await second.getByLabel(sv('pledge_amount_label')).fill('1');
  await second.getByRole('checkbox').check();
  await withdraw();
  await second.getByRole('button', { name: /^Ändra till/ }).click();
  const told = sv('pledge_refused', { problem: sv('reason_changed_meanwhile') });
  await second.getByText(told).waitFor();
  await second.getByText(sv('pledge_withdrawn_title')).waitFor();
  await shot(second, 'pledge-refused');
  expect(region.complaints.splice(0)).toEqual([expect.stringContaining('409 (Conflict)')]);
  await second.close();
});

async function withdraw() {
  await press(sv('pledge_withdraw'));
  await region.page.getByLabel(sv('pledge_reason_why')).fill(reason);
  await shot(region.page, 'pledge-withdraw');
  await press(/^Dra tillbaka/);
  await region.page.getByText(sv('pledge_withdrawn_title')).waitFor();
}

it('it is withdrawn with a reason, which the consortium reads; the source is missing again', async () => {
  await lead.page.getByText(reason).waitFor();
  await covered(0);
});

it('asked anew, it is declined; the first link no longer counts and each is seen by its own', async () => {
  const first = link;
  link = await ask();
  minutes += 2;
  await product.moveClock(minutes * 60_000);
  await region.page.goto(link);
  await passDoor(region.page, product, { to, say: sv });
  await region.page.getByText(sv('pledge_others')).waitFor();
  await region.page.getByRole('radio', { name: sv('pledge_no') }).check();
  await answerName().fill('Eva Ekonom');
  await region.page.getByLabel(sv('pledge_reason')).fill('Inte i år.');
  await press(sv('pledge_send_no'));
  await region.page.getByText(sv('pledge_declined_title')).waitFor();
  await lead.page.getByText('Inte i år.').waitFor();
  await region.page.goto(first);
  await region.page.getByText(sv('pledge_withdrawn_title')).waitFor();
});

it('a new link ends the old one, and a question taken back ends both', async () => {
  minutes += 2;
  await product.moveClock(minutes * 60_000);
  const before = await mailsSoFar(product);
  await deed(en('cofunding_renew'));
  await leads
    .dialog()
    .getByRole('button', { name: en('cofunding_renew'), exact: true })
    .click();
  await leads.dialog().waitFor({ state: 'hidden' });
  const renewed = await linkIn(product, to, '/pledge', before);
  await region.page.goto(link);
  await region.page.getByText(sv('pledge_unknown_title')).waitFor();
  await region.page.goto(renewed);
  await region.page.getByRole('button', { name: sv('pledge_door_send') }).waitFor();
  await deed(en('cofunding_put_aside'));
  await leads
    .dialog()
    .getByRole('button', { name: en('cofunding_put_aside') })
    .click();
  await leads.dialog().waitFor({ state: 'hidden' });
  await region.page.reload();
  await region.page.getByText(sv('pledge_revoked_title')).waitFor();
});

it('the consortium’s screen was never loaded anew, and nothing complained', async () => {
  const still = () => (window as { neverReloaded?: boolean }).neverReloaded === true;
  expect(await lead.page.evaluate(still)).toBe(true);
  expect(lead.complaints).toEqual([]);
  expect(region.complaints).toEqual([]);
});
