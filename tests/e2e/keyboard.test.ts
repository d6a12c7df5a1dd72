import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSaved, openBrowser, person, shot } from './support/browser.ts';
import { Keyboard } from './support/keyboard.ts';
import { linkIn } from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { words } from './support/words.ts';
import { Workspace } from './support/workspace.ts';

const say = words('en');
const coordinator = 'coordinator@mobile-heights.example';
const editor = 'editor@smart-textiles.example';

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

async function arrive(name: string, email: string) {
  const { page, complaints } = await person(browser, product, name);
  const keys = new Keyboard(page);
  const link = product.links.get(email);
  if (!link) throw new Error(`start printed no link for ${email}`);
  await page.goto(link);
  await keys.activate(page.getByRole('button', { name: email }));
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
  return { page, keys, complaints };
}

describe('without a mouse', () => {
  it('signs in, forms a consortium, writes, budgets, finds co-funding and signs', async () => {
    const { page, keys, complaints } = await arrive('keyboard', coordinator);
    const button = (key: string, params = {}) =>
      page.getByRole('button', { name: say(key, params), exact: true });
    const dialog = page.getByRole('dialog');

    await keys.activate(page.locator('header a[href="/calls"]'));
    await keys.activate(page.getByRole('link', { name: /Clusters cooperating across regions/ }));
    await keys.activate(button('call_start'));
    await keys.to(dialog.getByLabel(say('call_create_name')));
    await keys.type('By hand alone');
    const own = dialog.getByLabel(say('call_create_organisation'));
    await keys.choose(own, 'Mobile Heights');
    await keys.activate(dialog.getByRole('button', { name: say('call_create_button') }));
    await page.waitForURL((url) => url.pathname.startsWith('/workspace/'));
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const workspace = new Workspace(page, say, id);
    const area = (name: string) => page.locator(`nav a[href$="/workspace/${id}/${name}"]`);

    await keys.activate(area('partners'));
    await keys.activate(button('consortium_invite'));
    await keys.choose(dialog.getByLabel(say('consortium_choose_organisation')), 'Smart Textiles');
    await keys.to(dialog.getByLabel(say('consortium_email'), { exact: true }));
    await keys.type(editor);
    await keys.activate(dialog.getByRole('button', { name: say('consortium_send') }));
    await dialog.waitFor({ state: 'hidden' });
    await shot(page, 'keyboard-invited');

    // A palette instead of a walk; then a text field that Tab leaves.
    await keys.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await keys.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await keys.activate(area('narrative'));
    await keys.activate(page.locator(`main a[href$="/narrative/need"]`));
    await workspace.text.waitFor();
    await keys.to(workspace.text);
    await keys.type('Written by hand.');
    await expectSaved(page);
    await keys.to(page.locator('main a[href$="/narrative/added_value"]'));
    await shot(page, 'keyboard-written');

    await keys.activate(area('budget'));
    const staff = say('budget_add_in', { category: say('budget_category_staff') });
    await keys.activate(button('budget_add_line'));
    await keys.press('Enter');
    await page.locator('[role="grid"] input').waitFor();
    await keys.type('Engineer');
    for (const [tabs, value] of [
      [2, '20'],
      [2, '9000'],
    ] as const) {
      for (let tab = 0; tab < tabs; tab++) await keys.press('Tab');
      await keys.type(value);
    }
    await keys.press('Enter');
    await workspace.row('Engineer').getByText('180,000.00').first().waitFor();
    expect(await page.getByRole('button', { name: staff }).count()).toBe(1);
    await shot(page, 'keyboard-budget');
    await keys.press('Escape');
    await keys.press('Tab');
    const left = await page.evaluate(
      () => document.activeElement?.closest('[role="grid"]') === null,
    );
    expect(left, 'Esc, then Tab leaves the table').toBe(true);

    await keys.activate(area('cofunding'));
    await keys.activate(button('cofunding_add').first());
    const funder = page.getByLabel(say('cofunding_column_funder_name')).last();
    await funder.waitFor();
    await keys.to(funder);
    await keys.type('Region Skåne');
    await keys.press('Enter');
    await expectSaved(page);
    await shot(page, 'keyboard-cofunding');

    await keys.activate(area('overview'));
    await keys.activate(button('proposal_sign_off').first());
    await keys.to(dialog.getByLabel(say('proposal_version_name')));
    await keys.type('Final');
    await keys.activate(
      dialog.getByRole('button', { name: say('proposal_sign_off'), exact: true }),
    );
    await button('proposal_withdraw_sign_off').first().waitFor();

    await keys.activate(
      page
        .getByRole('banner')
        .getByRole('button', { name: new RegExp(`^${say('proposal_submit')}`) }),
    );
    await keys.activate(dialog.getByRole('button', { name: say('proposal_submit_anyway') }));
    await dialog.getByText(say('proposal_refused_title')).waitFor();
    await keys.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    expect(keys.unseen, 'stops without a visible focus').toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('accepts an invitation', async () => {
    const { page, keys } = await arrive('invited', editor);
    await page.goto(await linkIn(product, editor, '/invitation'));
    await keys.activate(page.getByRole('button', { name: say('invitation_accept'), exact: true }));
    await page.waitForURL((url) => url.pathname.startsWith('/workspace/'));
    expect(keys.unseen).toEqual([]);
  });
});
