import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { call } from './support/api.ts';
import {
  aboutNetwork,
  expectAccessible,
  expectSaved,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import { recordsIn, stores, workerReady } from './support/device.ts';
import { demoProposal, enter, formConsortium, partnerNamed } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const coordinator = 'coordinator@mobile-heights.example';
const guest = 'editor@smart-textiles.example';
const say = words('en');

let mail: MailServer;
let product: Product;
let browser: Browser;

beforeAll(async () => {
  mail = await startMailServer();
  product = await startProduct({ SMTP_URL: mail.url });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await mail?.stop();
});

const arrive = async (name: string): Promise<Person> =>
  enter(await person(browser, product, name), product, coordinator);

/** What the server has, read in a browser without a past. */
async function freshText(id: string, section: string): Promise<string> {
  const who = await arrive('fresh');
  const fresh = new Workspace(who.page, say, id);
  await fresh.open(`narrative/${section}`);
  await fresh.text.waitFor();
  const text = await fresh.words();
  await who.context.close();
  return text;
}

async function writeOffline(who: Person, id: string, section: string, text: string) {
  const workspace = new Workspace(who.page, say, id);
  await workspace.open(`narrative/${section}`);
  await workerReady(who);
  await workspace.toEnd();
  await who.context.setOffline(true);
  await eventually('offline', async () => (await workspace.saveState()) === 'offline');
  await workspace.type(text);
  await eventually('it waits', async () => {
    return /\d/.test((await who.page.getByTestId('save-state').textContent()) ?? '');
  });
  // The last keys are encrypted and stored after they are shown: a tab that is killed before keeps the rest.
  let kept = 0;
  await eventually(
    'all of it lies on the device',
    async () => {
      const before = kept;
      kept = await recordsIn(who, 'outbox');
      return kept > 0 && kept === before;
    },
    { everyMs: 500 },
  );
  return workspace;
}

describe('without network', () => {
  it('unsent edits outlive a reload, and are saved when the network is back', async () => {
    const who = await arrive('traveller');
    const id = await demoProposal(who.page);
    const workspace = await writeOffline(who, id, 'results', 'Written on the train.');
    await who.page.reload();
    // The page opens from the device, and says what it cannot show.
    await who.page.getByText(say('kit_offline_title')).first().waitFor();
    await who.page.getByText(say('collab_not_kept')).waitFor();
    await shot(who.page, 'offline-reloaded');
    await expectAccessible(who.page, 'a workspace reloaded without network');
    await who.context.setOffline(false);
    await workspace.text.getByText('Written on the train.').waitFor();
    await expectSaved(who.page);
    expect(await freshText(id, 'results')).toBe('Written on the train.');
    expect(who.complaints.filter((one) => !aboutNetwork(one))).toEqual([]);
    await who.context.close();
  });

  it('an application that is kept on this device opens without network, and goes on', async () => {
    const who = await arrive('keeper');
    const id = await demoProposal(who.page);
    const workspace = new Workspace(who.page, say, id);
    await workspace.open('overview');
    await workerReady(who);
    const keep = who.page.getByLabel(say('collab_keep'));
    expect(await keep.isChecked()).toBe(false);
    expect(await recordsIn(who, 'documents')).toBe(0);
    await keep.check();
    await who.page.getByText(say('collab_keep_done')).waitFor();
    await shot(who.page, 'offline-keep');
    await expectAccessible(who.page, 'an application kept on this device');

    await who.context.setOffline(true);
    await who.page.goto(`/workspace/${id}/narrative/communication`);
    await workspace.text.waitFor();
    expect(await workspace.saveState()).toBe('offline');
    await who.page.getByText(say('collab_kept_body')).waitFor();
    await workspace.toEnd();
    await workspace.type('Written on the boat.');
    await workspace.go('budget');
    await who.page.getByRole('grid').or(who.page.getByRole('table')).first().waitFor();
    await shot(who.page, 'offline-kept-budget');
    await expectAccessible(who.page, 'a kept workspace without network');
    // What was written joins what is kept.
    await who.page.goto(`/workspace/${id}/narrative/communication`);
    await workspace.text.getByText('Written on the boat.').waitFor();
    await who.context.setOffline(false);
    await expectSaved(who.page);
    expect(await freshText(id, 'communication')).toContain('Written on the boat.');

    await workspace.go('overview');
    await keep.uncheck();
    await eventually('it is forgotten', async () => {
      return (await recordsIn(who, 'documents')) + (await recordsIn(who, 'notes')) === 0;
    });
    await keep.check();
    await who.page.getByText(say('collab_keep_done')).waitFor();
    // From a page that needs no document, and is still asking for what it shows.
    const { promise: signedOut, resolve: answer } = Promise.withResolvers<void>();
    await who.context.route('**/list-user-passkeys', async (route) => {
      await signedOut;
      await route.continue();
    });
    const asked = who.page.waitForRequest('**/list-user-passkeys');
    await who.page.goto('/settings');
    await asked;
    await who.page.getByRole('button', { name: say('settings_sign_out_here') }).click();
    await who.page.getByText(say('shell_signed_out')).waitFor();
    answer();
    expect(await (await asked).response()).toBeNull();
    await eventually('the device is empty', async () => {
      return Object.values(await stores(who)).every((count) => count === 0);
    });
    expect(await who.page.evaluate(() => localStorage.getItem('samspel.kept'))).toBeNull();
    expect(who.complaints.filter((one) => !aboutNetwork(one))).toEqual([]);
    await who.context.close();
  });

  it('what is kept is gone once its reader may not see it any more, but for what they wrote', async () => {
    const lead = await arrive('lead');
    const who = await enter(await person(browser, product, 'guest'), product, guest);
    const id = await formConsortium(product, lead, 'Kept for a while', [
      { who, email: guest, organisation: 'Smart Textiles' },
    ]);
    const workspace = new Workspace(who.page, say, id);
    await workspace.open('narrative/results');
    await workspace.toEnd();
    await workspace.type('What everybody knows. ');
    await expectSaved(who.page);
    await workspace.go('overview');
    await workerReady(who);
    await who.page.getByLabel(say('collab_keep')).check();
    await who.page.getByText(say('collab_keep_done')).waitFor();
    await who.context.setOffline(true);
    await who.page.goto(`/workspace/${id}/narrative/results`);
    await who.page.getByText(say('collab_kept_body')).waitFor();
    await workspace.text.getByText('What everybody knows.').waitFor();
    await workspace.toEnd();
    await workspace.type('Written before I knew.');
    await eventually('it lies on the device', async () => (await recordsIn(who, 'outbox')) > 0);
    const { id: partnerId } = await partnerNamed(lead.page, id, 'Smart Textiles');
    const reason = 'Changed plans.';
    await call(lead.page, 'consortium.dropPartner', { proposalId: id, partnerId, reason });
    // The first requests after a network is back may still fail, whatever the browser says.
    const failed = Promise.withResolvers<void>();
    const failing = /\/api\/trpc\//;
    await who.context.route(failing, async (route) => {
      if (route.request().postData()?.includes(id)) failed.resolve();
      await route.abort('connectionfailed');
    });
    await who.context.setOffline(false);
    await failed.promise;
    await who.context.unroute(failing);
    await eventually('nothing of it is left', async () => {
      return (await recordsIn(who, 'documents')) + (await recordsIn(who, 'notes')) === 0;
    });
    await who.page.reload();
    await who.page.getByText(say('shell_absent_title')).waitFor();
    await who.page.getByRole('button', { name: say('collab_refused_show') }).click();
    const handedBack = who.page.getByTestId('unsent-edits');
    await handedBack.getByText('Written before I knew.').waitFor();
    expect(await handedBack.textContent()).not.toContain('everybody');
    await shot(who.page, 'offline-handed-back');
    await expectAccessible(who.page, 'edits handed back of what may not be read any more');
    // From any page, until they are discarded.
    await who.page.goto('/calls');
    await who.page.getByRole('button', { name: say('collab_refused_show') }).click();
    await handedBack.getByRole('button', { name: say('collab_refused_discard') }).click();
    await workspace.dialog().getByText(say('collab_refused_discard_title')).waitFor();
    await workspace
      .dialog()
      .getByRole('button', { name: say('collab_refused_discard') })
      .click();
    await eventually('nothing is left', async () => (await recordsIn(who, 'outbox')) === 0);
    await lead.context.close();
    await who.context.close();
  });

  it('what a closed tab left behind is sent from any page', async () => {
    const who = await arrive('closer');
    const id = await demoProposal(who.page);
    await writeOffline(who, id, 'budget_reasons', 'Left behind.');
    await who.page.close({ runBeforeUnload: false });
    await who.context.setOffline(false);
    who.page = await who.context.newPage();
    await who.page.goto('/calls');
    await eventually('it is sent', async () => (await recordsIn(who, 'outbox')) === 0);
    expect(await freshText(id, 'budget_reasons')).toBe('Left behind.');
    await who.context.close();
  });

  it('signing out asks about unsent edits first, and then leaves nothing behind', async () => {
    const who = await arrive('leaver');
    const id = await demoProposal(who.page);
    await writeOffline(who, id, 'horizontal', 'Never to be seen.');
    const signOut = async () => {
      await who.page.getByRole('button', { name: /^Account:/ }).click();
      await who.page.getByRole('menuitem', { name: say('shell_sign_out') }).click();
    };
    await signOut();
    const dialog = who.page.getByRole('dialog');
    await dialog.getByText(say('shell_signed_out_unsent_title')).waitFor();
    await shot(who.page, 'offline-sign-out');
    await expectAccessible(who.page, 'signing out with unsent edits');
    await dialog.getByRole('button', { name: say('shell_signed_out_stay') }).click();
    await who.page.locator('.section-text').getByText('Never to be seen.').waitFor();

    await signOut();
    await dialog.getByRole('button', { name: say('shell_signed_out_anyway') }).click();
    await who.page.getByText(say('shell_signed_out_later')).waitFor();
    await eventually('the device is empty', async () => {
      return Object.values(await stores(who)).every((count) => count === 0);
    });
    await who.context.setOffline(false);
    // The server hears of it before anything else is shown.
    await who.page.goto('/settings');
    await who.page.getByText(say('shell_needs_sign_in_title')).waitFor();
    await enter(who, product, coordinator);
    const workspace = new Workspace(who.page, say, id);
    await workspace.open('narrative/horizontal');
    await workspace.text.waitFor();
    await expectSaved(who.page);
    expect(await workspace.words()).toBe('');
    expect(await freshText(id, 'horizontal')).toBe('');
    await who.context.close();
  });
});

describe('signing in', () => {
  it('with a link from the mail: only its button uses it, and only once', async () => {
    const who = await person(browser, product, 'by-mail');
    const { page } = who;
    await page.goto('/sign-in?to=/settings');
    await page.getByLabel(say('session_email'), { exact: true }).fill(coordinator);
    await page.getByRole('button', { name: say('session_send') }).click();
    await page.getByText(say('session_sent_title')).waitFor();
    const letter = await eventually('the mail arrives', () => mail.to(coordinator).at(-1));
    const link = /https?:\/\/\S+\/sign-in\/confirm\S+/.exec(letter.parsed.text ?? '')?.[0] ?? '';
    expect(link).toContain('token=');

    // A mail scanner opens the link, with and without a browser.
    await fetch(link);
    const scanner = await person(browser, product, 'scanner');
    await scanner.page.goto(link);
    await scanner.page.getByRole('button', { name: say('session_confirm_button') }).waitFor();
    await scanner.context.close();

    await page.goto(link);
    await page.getByRole('button', { name: say('session_confirm_button'), exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/settings');
    expect(await page.getByLabel(say('settings_email')).inputValue()).toBe(coordinator);

    const second = await person(browser, product, 'second');
    await second.page.goto(link);
    await second.page
      .getByRole('button', { name: say('session_confirm_button'), exact: true })
      .click();
    await second.page.getByText(say('session_confirm_expired_title')).waitFor();
    await expectAccessible(second.page, 'a used link');
    await second.context.close();
    expect(who.complaints).toEqual([]);
    await who.context.close();
  });

  it('with a passkey', async () => {
    const who = await arrive('key-holder');
    const { page } = who;
    const cdp = await who.context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto('/settings');
    await page.getByLabel(say('settings_passkey_name')).fill('Work laptop');
    await page.getByRole('button', { name: say('settings_passkey_add') }).click();
    await page.getByText(say('settings_passkey_added')).waitFor();
    await page.getByRole('button', { name: say('settings_sign_out_here') }).click();
    await page.getByText(say('shell_signed_out')).waitFor();

    await page.goto('/sign-in?to=/settings');
    await page.getByRole('button', { name: say('session_passkey') }).click();
    await page.waitForURL((url) => url.pathname === '/settings');
    await page.locator('.name', { hasText: 'Work laptop' }).waitFor();
    expect(who.complaints).toEqual([]);
    await who.context.close();
  });
});

describe('the process', () => {
  it('stops cleanly and at once while a page is open', async () => {
    const who = await arrive('still-there');
    const workspace = new Workspace(who.page, say, await demoProposal(who.page));
    await workspace.open('narrative/need');
    await expectSaved(who.page);
    const begun = performance.now();
    await product.stop();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(product.log()).toMatch(/stopped\s*$/);
    await eventually('offline', async () => (await workspace.saveState()) === 'offline');
  });
});
