import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SubmissionRef } from '@samspel/domain/proposal/proposal-view';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { pdfFile } from '../support/sample-files.ts';
import { ask, call } from './support/api.ts';
import {
  aboutNetwork,
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  shot,
  signIn,
} from './support/browser.ts';
import { passDoor } from './support/pledge.ts';
import { demoProposal, enter, linkIn, view } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { agreed, Workspace } from './support/workspace.ts';

const emails = {
  anna: 'coordinator@mobile-heights.example',
  budget: 'budget@mobile-heights.example',
  berit: 'editor@smart-textiles.example',
  carl: 'editor@automation-region.example',
  reader: 'reader@techtank.example',
  officer: 'officer@tillvaxtverket.example',
  region: 'finance@region-skane.example',
};
const title = 'Tvättbara sensorer';
const en = words('en');
const sv = words('sv');

// One story: each test goes on where the one before it ended.
let product: Product;
let browser: Browser;
let anna: Person;
let berit: Person;
let carl: Person;
let reader: Person;
let annas: Workspace;
let berits: Workspace;
let carls: Workspace;
let id = '';

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  anna = await person(browser, product, 'coordinator', { locale: 'en' });
  berit = await person(browser, product, 'smart-textiles', { locale: 'sv' });
  carl = await person(browser, product, 'automation-region', { locale: 'sv', dark: true });
  reader = await person(browser, product, 'reader', { locale: 'en' });
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** The mail as the demo shows it: found on the mailbox page, its link followed. */
async function followMail(page: Page, to: string, path: string): Promise<void> {
  await page.goto('/demo/mailbox');
  const link = page.locator(`article a[href*="${path}?"]`);
  await eventually(`a mail to ${to} leads to ${path}`, async () => {
    const mails = page.getByRole('button').filter({ hasText: to });
    for (const mail of await mails.all()) {
      await mail.click();
      if ((await link.count()) > 0) return true;
    }
    return false;
  });
  await link.first().click();
  await page.waitForURL((url) => url.pathname === path);
}

/** Set once in a page: a reload would lose it. */
const mark = (page: Page) =>
  page.evaluate(() => {
    Object.assign(window, { neverReloaded: true });
  });
const neverReloaded = (page: Page) =>
  page.evaluate(() => (window as { neverReloaded?: boolean }).neverReloaded === true);

async function invite(organisation: string, email: string): Promise<void> {
  await annas.button('consortium_invite').click();
  const dialog = annas.dialog();
  const choice = dialog.getByLabel(en('consortium_choose_organisation'));
  await choice.selectOption({ label: organisation });
  await dialog.getByLabel(en('consortium_email'), { exact: true }).fill(email);
  await dialog.getByRole('button', { name: en('consortium_send') }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function accept(who: Person, email: string, say = sv): Promise<Workspace> {
  await followMail(who.page, email, '/invitation');
  await who.page.getByRole('button', { name: say('invitation_accept'), exact: true }).click();
  await who.page.waitForURL((url) => url.pathname.startsWith(`/workspace/${id}`));
  const workspace = new Workspace(who.page, say, id);
  await workspace.loaded();
  return workspace;
}

const eligibility = (page: Page): Locator => page.getByTestId('eligibility-panel');

/** What somebody gets who was never here: a browser without a past. */
async function freshText(section: string): Promise<string> {
  const who = await enter(await person(browser, product, 'fresh'), product, emails.anna);
  const fresh = new Workspace(who.page, en, id);
  await fresh.open(`narrative/${section}`);
  await fresh.text.waitFor();
  const text = await fresh.words();
  await who.context.close();
  return text;
}

describe('the story', () => {
  it('1-2: a consortium forms, and everybody sees it qualify', async () => {
    await Promise.all([
      signIn(anna, product, emails.anna),
      signIn(berit, product, emails.berit),
      signIn(carl, product, emails.carl),
    ]);
    await anna.page.goto('/calls');
    await anna.page.getByRole('link', { name: /Clusters cooperating across regions/ }).click();
    await anna.page.getByRole('button', { name: en('call_start'), exact: true }).click();
    const dialog = anna.page.getByRole('dialog');
    await dialog.getByLabel(en('call_create_name')).fill(title);
    await dialog
      .getByLabel(en('call_create_organisation'))
      .selectOption({ label: 'Mobile Heights' });
    await expectAccessible(anna.page, 'starting a consortium');
    await dialog.getByRole('button', { name: en('call_create_button'), exact: true }).click();
    await anna.page.waitForURL((url) => url.pathname.startsWith('/workspace/'));
    id = new URL(anna.page.url()).pathname.split('/')[2] ?? '';
    annas = new Workspace(anna.page, en, id);
    await annas.go('partners');
    await mark(anna.page);
    const panel = eligibility(anna.page);
    await panel.getByText(en('consortium_more_clusters', { count: 2 })).waitFor();
    await panel.getByText(en('consortium_more_regions', { count: 1 })).waitFor();

    await invite('Smart Textiles', emails.berit);
    await invite('Automation Region', emails.carl);
    berits = await accept(berit, emails.berit);
    await berits.go('partners');
    await mark(berit.page);
    await panel.getByText(en('consortium_more_clusters', { count: 1 })).waitFor();
    await eligibility(berit.page)
      .getByText(sv('consortium_more_clusters', { count: 1 }))
      .waitFor();

    carls = await accept(carl, emails.carl);
    await panel.getByText(en('consortium_qualifies')).waitFor();
    await eligibility(berit.page).getByText(sv('consortium_qualifies')).waitFor();
    expect(await neverReloaded(anna.page)).toBe(true);
    expect(await neverReloaded(berit.page)).toBe(true);
    await shot(anna.page, 'story-qualifies');
  });

  it('2: a person who may only read is let in', async () => {
    const card = anna.page.getByRole('listitem').filter({ hasText: 'Mobile Heights' }).first();
    await card.getByRole('button', { name: en('consortium_invite_person') }).click();
    const dialog = annas.dialog();
    await dialog.getByLabel(en('consortium_email'), { exact: true }).fill(emails.reader);
    await dialog.getByRole('radio', { name: en('cluster_person_reader') }).check();
    await dialog.getByRole('button', { name: en('consortium_send') }).click();
    await dialog.waitFor({ state: 'hidden' });
    await signIn(reader, product, emails.reader);
    await accept(reader, emails.reader, en);
    const { partners } = await view(anna.page, id);
    const lead = partners.find(({ role }) => role === 'lead');
    await call(anna.page, 'consortium.invitePerson', {
      proposalId: id,
      partnerId: lead?.id,
      email: emails.budget,
      role: 'budget_officer',
    });
  });

  it('3: three people write in one paragraph at once', async () => {
    const section = 'narrative/need';
    await annas.write('need', 'Tvätt. ');
    await Promise.all([berits.open(section), carls.open(section)]);
    const readers = new Workspace(reader.page, en, id);
    await readers.open(section);
    await Promise.all([annas.toEnd(), berits.toEnd(), carls.toEnd()]);
    const own = ['alfa beta gamma delta ', 'ett två tre fyra ', 'röd grön blå gul '];
    const writers = [annas, berits, carls];
    await Promise.all(writers.map((who, index) => who.type(own[index] ?? '', 30)));
    const text = await agreed(
      'the paragraph',
      writers.map((who) => () => who.words()),
      (said) => said.length === `Tvätt. ${own.join('')}`.trim().length,
    );
    for (const part of own) expect(text).toContain(part.trim());
    await expect.poll(() => anna.page.locator('.caret').count()).toBeGreaterThanOrEqual(2);
    await shot(anna.page, 'story-carets');
    await Promise.all(writers.map((who) => expectSaved(who.page)));
    // The reader sees each word and can write none.
    await reader.page.getByText('röd grön blå gul').waitFor();
    expect(await reader.page.locator('[contenteditable="true"]').count()).toBe(0);
    await reader.page.getByText(en('kit_read_only')).waitFor();
    expect(await freshText('need')).toBe(text);
  });

  it('3: all fill in budgets at once, two of them in one, and sums move on every screen', async () => {
    const helper = await person(browser, product, 'budget-officer');
    await enter(helper, product, emails.budget);
    await helper.page.goto(await linkIn(product, emails.budget, '/invitation'));
    await helper.page.getByRole('button', { name: en('invitation_accept'), exact: true }).click();
    await helper.page.waitForURL((url) => url.pathname.startsWith(`/workspace/${id}`));
    const helpers = new Workspace(helper.page, en, id);
    const { partners } = await view(anna.page, id);
    const smart = partners.find(({ organisation }) => organisation.name === 'Smart Textiles');
    await Promise.all([
      annas.open('budget'),
      berits.open('budget'),
      carls.open('budget'),
      helpers.open(`budget/${smart?.id}`),
    ]);
    await Promise.all([
      annas.addStaff('Project manager', '20', '9000'),
      berits.addStaff('Textilingenjör', '10', '9000'),
      carls.addStaff('Systemutvecklare', '20', '9000'),
      helpers.addStaff('Designer', '10', '9000'),
    ]);
    const total = ['54000000', '27000000', '27000000'];
    await agreed(
      'the sums',
      [annas, berits, carls, helpers].map((who) => () => who.sums()),
      (sums) => JSON.stringify(sums) === JSON.stringify(total),
    );
    await helpers.row('Textilingenjör').waitFor();
    await berits.row('Designer').waitFor();
    // One changes a number; the sum moves where the others look.
    await carls.row('Systemutvecklare').locator('[data-cell$=".quantity"]').click();
    await carls.type('25');
    await carl.page.keyboard.press('Enter');
    await agreed(
      'the total after a change',
      [annas, berits, carls].map((who) => async () => (await who.sums())[0]),
      (sum) => sum === '58500000',
    );
    await shot(berit.page, 'story-budget');
    await helper.context.close();
  });

  it('3: someone loses the network, keeps writing, returns, and nothing is lost', async () => {
    await Promise.all([annas.open('narrative/results'), carls.open('narrative/results')]);
    await carls.toEnd();
    await carls.type('Före. ');
    await expectSaved(carl.page);
    await carl.context.setOffline(true);
    await eventually('the page says offline', async () => (await carls.saveState()) === 'offline');
    await carls.type('Skrivet utan nät. ');
    const state = carl.page.getByTestId('save-state');
    await eventually('changes wait', async () => /\d/.test((await state.textContent()) ?? ''));
    await shot(carl.page, 'story-offline');
    await expectAccessible(carl.page, 'offline');
    await annas.toEnd();
    await annas.type('Written meanwhile. ');
    await expectSaved(anna.page);
    await carl.context.setOffline(false);
    await expectSaved(carl.page);
    const text = await agreed(
      'the section after the return',
      [annas, carls].map((who) => () => who.words()),
      (said) => said.includes('utan nät') && said.includes('meanwhile'),
    );
    expect(await freshText('results')).toBe(text);
  });

  it('3: the server is killed while they type; what was called saved is there', async () => {
    await Promise.all([annas.open('narrative/work_plan'), berits.open('narrative/work_plan')]);
    await annas.toEnd();
    await annas.type('Plan: ');
    await expectSaved(anna.page);
    await berits.toEnd();

    let killed: Promise<void> | undefined;
    let promised = '';
    // Anna types on until the server is gone, and notes each text that the page called saved.
    const annaTypes = (async () => {
      for (let index = 0; index < 400 && !killed; index++) {
        await annas.type(`a${index} `, 5);
        // A breath now and then: whoever never pauses is never told that all is saved.
        if (index > 20 && index % 5 === 0) await expectSaved(anna.page);
        promised = (await annas.savedWords()) ?? promised;
        if (index > 25 && promised.includes('a20 ')) killed = product.kill();
      }
    })();
    const beritTypes = (async () => {
      for (let index = 0; index < 60; index++) await berits.type(`b${index} `, 15);
    })();
    await Promise.all([annaTypes, beritTypes]);
    await killed;
    expect(promised).toContain('a20 ');
    // Nothing of Anna's device helps: her browser is gone before the server comes back.
    await anna.context.close();
    await eventually('offline', async () => (await berits.saveState()) === 'offline');
    await berits.type('efter kraschen. ');
    await product.restart();
    // The longest pause between two attempts to connect is half a minute.
    await expectSaved(berit.page, 45_000);
    const text = await freshText('work_plan');
    for (const word of promised.match(/[ab]\d+ /g) ?? []) expect(text).toContain(word.trim());
    expect(text).toContain('b59');
    expect(text).toContain('efter kraschen.');
    await agreed('the plan', [() => berits.words(), () => freshText('work_plan')]);

    anna = await enter(await person(browser, product, 'coordinator-again'), product, emails.anna);
    annas = new Workspace(anna.page, en, id);
  });

  it('4: a region pledges from a link on a phone, and the coverage reaches 100 %', async () => {
    await Promise.all([
      annas.openOwn('cofunding'),
      berits.open('cofunding'),
      carls.open('cofunding'),
    ]);
    const certify = async (who: Workspace, funder: string) => {
      const row = await who.addSource(funder);
      await row
        .getByLabel(new RegExp(`^${who.say('cofunding_column_status')}`))
        .selectOption('certified');
      await expectSaved(who.page);
    };
    await Promise.all([
      certify(berits, 'Egna medel'),
      certify(carls, 'Region Västmanland'),
      annas.addSource('Region Skåne'),
    ]);
    await annas.button('cofunding_request').click();
    const dialog = annas.dialog();
    await dialog.getByLabel(en('cofunding_request_email')).fill(emails.region);
    await dialog.getByRole('button', { name: en('cofunding_request_send') }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await annas.coverage()).toBeLessThan(100);

    const region = await person(browser, product, 'region', { locale: 'sv', phone: true });
    await followMail(region.page, emails.region, '/pledge');
    await passDoor(region.page, product, { to: emails.region, say: sv });
    await region.page
      .getByLabel(sv('pledge_name'), { exact: true })
      .fill('Ekonomichef, Region Skåne');
    await region.page.getByRole('checkbox').check();
    await shot(region.page, 'story-pledge');
    await expectAccessible(region.page, 'pledging');
    await region.page.getByRole('button', { name: /90.000/ }).click();
    await region.page.getByText(sv('pledge_thanks_title')).waitFor();
    await region.page.getByLabel(sv('pledge_sign_function')).fill('Ekonomichef');
    await region.page.getByRole('checkbox', { name: sv('pledge_sign_read') }).check();
    await region.page.getByRole('button', { name: /^Signera/ }).click();
    await region.page.getByText(/^Signerad av/).waitFor();
    expect(region.complaints).toEqual([]);
    await region.context.close();
    await agreed(
      'the coverage',
      [annas, berits, carls].map((who) => () => who.coverage()),
      (share) => share === 100,
    );
  });

  it('6: a submission is refused with its reasons', async () => {
    await annas.open('overview');
    const dialog = await annas.submit();
    await dialog.getByText(en('proposal_refused_title')).waitFor();
    expect(await dialog.getByText('SO1').count()).toBe(3);
    expect(await dialog.getByText('SU3').count()).toBe(1);
    expect(await dialog.getByText('NA2').count()).toBeGreaterThan(0);
    await shot(anna.page, 'story-refused');
    await expectAccessible(anna.page, 'a refusal');
    await dialog
      .getByRole('button', { name: en('kit_close') })
      .last()
      .click();
    // It is open again: what is missing gets written.
    await annas.button('proposal_edit').click();
    await anna.page.locator('[name="theme"]').selectOption({ index: 1 });
    await anna.page.locator('[name="startsOn"]').fill(`${new Date().getFullYear() + 1}-06-01`);
    await anna.page.locator('[name="months"]').fill('24');
    await annas.button('kit_save').click();
    await annas.button('proposal_edit').waitFor();
    await Promise.all([
      annas.write('added_value', 'Together.').then(() => annas.write('consortium', 'Three.')),
      berits.write('horizontal', 'Hållbart.'),
      carls.write('budget_reasons', 'Rimligt.'),
    ]);
  });

  it('5: the coordinator adds the annexes that the call demands', async () => {
    await annas.open('annexes');
    const missing = anna.page.locator('[data-annex]').filter({ hasText: en('annex_missing') });
    for (let left = await missing.count(); left > 0; left = await missing.count()) {
      const content = { mimeType: 'application/pdf', buffer: pdfFile(`Annex ${left}`) };
      await missing
        .first()
        .locator('input')
        .setInputFiles({ name: `Annex ${left}.pdf`, ...content });
      await eventually('it is there', async () => (await missing.count()) === left - 1);
    }
    await anna.page.getByText(en('annex_filled', { filled: 5, total: 5 })).waitFor();
    await shot(anna.page, 'story-annexes');
  });

  it('5: each signs; a change after the signature asks first and ends it for good', async () => {
    await Promise.all([annas, berits, carls].map((who) => who.open('overview')));
    await berits.signOff('Slutlig');
    await carls.signOff('Slutlig');
    await anna.page.getByText(en('proposal_signed_count', { signed: 2, total: 3 })).waitFor();

    await berits.go('budget');
    expect(await berits.row('Designer').locator('input').count()).toBe(0);
    await shot(berit.page, 'story-signed');
    await expectAccessible(berit.page, 'a signed part');
    await berits.button('proposal_change_anyway').click();
    await berits.dialog().getByText(sv('proposal_change_anyway_title')).waitFor();
    await berits
      .dialog()
      .getByRole('button', { name: sv('proposal_change_anyway'), exact: true })
      .click();
    await anna.page.getByText(en('proposal_signed_count', { signed: 1, total: 3 })).waitFor();
    await anna.page.getByText(/Signature withdrawn/).waitFor();
    const quantity = berits.row('Designer').locator('[data-cell$=".quantity"]');
    await quantity.click();
    await berits.type('11');
    await berit.page.keyboard.press('Enter');
    await quantity.getByText('11').waitFor();
    await berit.page.keyboard.press('Control+z');
    await quantity.getByText('10').waitFor();
    await expectSaved(berit.page);
    // The content is what was signed, the signature is gone all the same.
    await anna.page.getByText(en('proposal_signed_count', { signed: 1, total: 3 })).waitFor();
    await berits.go('overview');
    await berits.signOff('Slutlig igen');
  });

  it('6: accepted; what was written offline before the freeze is handed back', async () => {
    await carls.open('narrative/need');
    await carls.toEnd();
    await expectSaved(carl.page);
    await carl.context.setOffline(true);
    await eventually('offline', async () => (await carls.saveState()) === 'offline');
    await carls.type('För sent skrivet. ');

    await annas.open('overview');
    await annas.signOff('Final');
    const dialog = await annas.submit();
    await dialog.getByText(en('proposal_submitted_title')).waitFor();
    const receipt = dialog.getByTestId('receipt');
    const shown = await receipt.textContent();
    await shot(anna.page, 'story-receipt');
    await expectAccessible(anna.page, 'a receipt');
    await dialog
      .getByRole('button', { name: en('kit_close') })
      .last()
      .click();
    const first = await currentSubmission();
    expect(shown).toContain(first.reference);
    expect(shown).toContain(first.sha256);
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);

    await carl.context.setOffline(false);
    const handedBack = carl.page.getByTestId('unsent-edits');
    await handedBack.getByText('För sent skrivet.').waitFor();
    expect(await carls.saveState()).toBe('unsaved');
    await shot(carl.page, 'story-handed-back');
    await expectAccessible(carl.page, 'edits handed back');
    await carl.page.reload();
    await handedBack.getByText('För sent skrivet.').waitFor();
    expect(JSON.stringify(await submitted(first.id))).not.toContain('För sent skrivet');
  });

  it('6: the receipt comes as PDF and by mail to everybody', async () => {
    const { reference, id: submissionId } = await currentSubmission();
    const link = anna.page.getByRole('link', { name: en('proposal_receipt_pdf') }).first();
    await link.waitFor();
    const pdf = await anna.context.request.get(`/api/submissions/${submissionId}/receipt.pdf`);
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    for (const email of [emails.anna, emails.berit, emails.carl]) {
      await eventually(`the receipt is mailed to ${email}`, () =>
        product.asOwner((trx) =>
          trx
            .selectFrom('mail')
            .select('id')
            .where('recipient', '=', email)
            .where('subject', 'like', `%${reference}%`)
            .executeTakeFirst(),
        ),
      );
    }
    await anna.page.goto('/demo/mailbox');
    await anna.page.getByText(reference).first().waitFor();
    await shot(anna.page, 'story-mailbox');
  });

  it('6: opened again and submitted anew; the earlier one stands until then', async () => {
    const first = await currentSubmission();
    await annas.open('overview');
    await annas.button('proposal_reopen').first().click();
    await annas
      .dialog()
      .getByRole('button', { name: en('proposal_reopen'), exact: true })
      .click();
    await anna.page.getByText(en('proposal_still_valid', { reference: first.reference })).waitFor();
    expect((await currentSubmission()).id).toBe(first.id);
    const dialog = await annas.submit();
    await dialog.getByText(en('proposal_submitted_title')).waitFor();
    const second = await currentSubmission();
    expect(second.number).toBe(first.number + 1);
    const all = await call<SubmissionRef[]>(anna.page, 'proposal.submissions', { id });
    expect(all.filter(({ current }) => current).map((one) => one.id)).toEqual([second.id]);
    expect(all).toHaveLength(2);
    await dialog
      .getByRole('button', { name: en('kit_close') })
      .last()
      .click();
  });

  it('6: taken back altogether, then submitted once more', async () => {
    const { reference } = await currentSubmission();
    await annas.button('proposal_take_back').first().click();
    await annas
      .dialog()
      .getByRole('button', { name: en('proposal_take_back'), exact: true })
      .click();
    await anna.page.getByText(en('proposal_taken_back', { reference })).waitFor();
    await annas.button('proposal_take_back').first().waitFor({ state: 'detached' });
    const all = await call<SubmissionRef[]>(anna.page, 'proposal.submissions', { id });
    expect(all.filter(({ current }) => current)).toEqual([]);
    const dialog = await annas.submit();
    await dialog.getByText(en('proposal_submitted_title')).waitFor();
    await dialog
      .getByRole('button', { name: en('kit_close') })
      .last()
      .click();
  });

  it('6: one second after the call closed the server refuses, kindly', async () => {
    await annas.button('proposal_reopen').first().click();
    await annas
      .dialog()
      .getByRole('button', { name: en('proposal_reopen'), exact: true })
      .click();
    const second = await currentSubmission();
    await anna.page
      .getByText(en('proposal_still_valid', { reference: second.reference }))
      .waitFor();
    const { call: rules, serverTime } = await view(anna.page, id);
    const untilClosing = Date.parse(rules.closesAt) - Date.parse(serverTime);
    await product.moveClock(untilClosing + 1000);
    const dialog = await annas.submit();
    await dialog.getByText(en('proposal_late_title')).waitFor();
    await dialog.getByText(en('proposal_late_earlier', { reference: second.reference })).waitFor();
    await shot(anna.page, 'story-late');
    await expectAccessible(anna.page, 'a late submission');
    expect((await currentSubmission()).id).toBe(second.id);
  });

  it('the officer sees what was submitted, and nothing of drafts', async () => {
    const draft = await demoProposal(anna.page);
    const officer = await person(browser, product, 'officer', { locale: 'sv' });
    const heard: string[] = [];
    officer.page.on('response', async (response) => {
      if (response.url().includes('/api/')) heard.push(await response.text().catch(() => ''));
    });
    await signIn(officer, product, emails.officer);
    const { reference, id: submissionId } = await currentSubmission();
    await officer.page.goto('/authority');
    await officer.page.goto(`/authority/calls/${(await view(anna.page, id)).callId}`);
    await officer.page.getByRole('link', { name: title }).click();
    await officer.page.waitForURL((url) => url.pathname.endsWith(submissionId));
    await officer.page.getByText(reference).first().waitFor();
    await officer.page.getByText('röd grön blå gul').waitFor();
    await shot(officer.page, 'story-officer');
    // Who bound the region, to what, in which words and when.
    await officer.page.getByText(/^Signerat av Ekonomichef/).scrollIntoViewIfNeeded();
    await shot(officer.page, 'story-officer-signed');
    expect((await ask(officer.page, 'proposal.get', { id: draft })).error?.code).toBe('not_found');
    expect((await ask(officer.page, 'proposal.get', { id })).error?.code).toBe('not_found');
    expect(heard.join('\n')).not.toContain('Smart textil, smart vård');
    expect(heard.join('\n')).not.toContain(draft);
    expect(officer.complaints.filter((one) => !/status of 404/.test(one))).toEqual([]);
  });

  it('an exported submission proves itself, and a flipped byte is found', async () => {
    const { id: submissionId } = await currentSubmission();
    const answer = await anna.context.request.get(`/api/submissions/${submissionId}/export.tar`);
    expect(answer.status()).toBe(200);
    const bytes = await answer.body();
    const folder = mkdtempSync(path.join(tmpdir(), 'samspel-verify-'));
    const file = path.join(folder, 'export.tar');
    writeFileSync(file, bytes);
    expect(await verify(file)).toBe(0);
    const at = bytes.indexOf(Buffer.from('Tvättbara'));
    expect(at).toBeGreaterThan(0);
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await verify(file)).toBe(1);
    rmSync(folder, { recursive: true });
  });

  it('no screen complained of anything but the cut network', () => {
    const complaints = [anna, berit, carl, reader].flatMap((who) => who.complaints);
    expect(complaints.filter((one) => !aboutNetwork(one))).toEqual([]);
  });
});

async function currentSubmission(): Promise<SubmissionRef> {
  return eventually('the current submission, with its PDF', async () => {
    const all = await call<SubmissionRef[]>(anna.page, 'proposal.submissions', { id });
    return all.find(({ current, pdfReady }) => current && pdfReady);
  });
}

function submitted(submissionId: string): Promise<unknown> {
  return product
    .asOwner((trx) =>
      trx.selectFrom('submission').selectAll().where('id', '=', submissionId).executeTakeFirst(),
    )
    .then((row) =>
      JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    );
}

/** The operator's command, as a process of its own. */
async function verify(file: string): Promise<number | null> {
  const root = path.resolve(import.meta.dirname, '../..');
  const child = spawn(process.execPath, ['apps/samspel/src/samspel.ts', 'verify', file], {
    cwd: root,
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
