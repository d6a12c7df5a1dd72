import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { expectSaved } from './browser.ts';
import { view } from './prepare.ts';
import type { Words } from './words.ts';

/** A person's open workspace, told as what they do in it. */
export class Workspace {
  readonly page: Page;
  readonly say: Words;
  readonly id: string;

  constructor(page: Page, say: Words, id: string) {
    this.page = page;
    this.say = say;
    this.id = id;
  }

  /** A fresh load, as by a link. */
  async open(area: string): Promise<void> {
    await this.page.goto(`/workspace/${this.id}/${area}`);
    await this.loaded();
  }

  /** The page of one's own partner, where an area begins with another. */
  async openOwn(area: string): Promise<void> {
    const { me } = await view(this.page, this.id);
    await this.open(`${area}/${me.partnerId}`);
  }

  async loaded(): Promise<void> {
    await this.page.locator('main h1, main h2').first().waitFor({ state: 'attached' });
    await this.page.locator('main .skeleton').first().waitFor({ state: 'detached' });
  }

  /** By the rail: the page itself stays. */
  async go(area: string): Promise<void> {
    await this.page.locator(`nav a[href$="/workspace/${this.id}/${area}"]`).first().click();
    await this.page.waitForURL((url) => url.pathname.endsWith(`/${area}`));
    await this.loaded();
  }

  button(key: string, params: Record<string, string | number> = {}): Locator {
    return this.page.getByRole('button', { name: this.say(key, params), exact: true });
  }

  dialog(): Locator {
    return this.page.getByRole('dialog').last();
  }

  get text(): Locator {
    return this.page.locator('.section-text');
  }

  /** The text that stands in the editor or, for readers, on the page; others' carets left out. */
  words(): Promise<string> {
    return this.text.evaluate(ownText);
  }

  /** The text at an instant at which the page says that all of it is saved; otherwise null. */
  savedWords(): Promise<string | null> {
    // One look at the page: text and state belong to the same instant.
    return this.page.evaluate(() => {
      const text = document.querySelector(
        ':root:has([data-testid="save-state"][data-state="saved"]) .section-text',
      );
      if (!text) return null;
      const copy = text.cloneNode(true) as Element;
      for (const caret of copy.querySelectorAll('.caret')) caret.remove();
      return copy.textContent;
    });
  }

  /** Places the caret at the end of the section's last paragraph. */
  async toEnd(): Promise<void> {
    // The text is there to be read before it can be written in.
    await this.page.locator('.section-text[contenteditable="true"]').focus();
    await this.page.keyboard.press('Control+End');
  }

  async type(text: string, delay = 0): Promise<void> {
    await this.page.keyboard.type(text, { delay });
  }

  async write(section: string, text: string): Promise<void> {
    await this.open(`narrative/${section}`);
    await this.toEnd();
    await this.type(text);
    await expectSaved(this.page);
  }

  saveState(): Promise<string | null> {
    return this.page.getByTestId('save-state').getAttribute('data-state');
  }

  /** A line of staff, by keyboard, in the budget that is open. */
  async addStaff(title: string, quantity: string, price: string): Promise<void> {
    const name = this.say('budget_add_in', { category: this.say('budget_category_staff') });
    await this.page.getByRole('button', { name }).click();
    await this.page.locator('[role="grid"] input').waitFor();
    await this.type(title);
    // Past the function, which the line does not need.
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.press('Tab');
    await this.type(quantity);
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.press('Tab');
    await this.type(price);
    await this.page.keyboard.press('Enter');
  }

  /** The row of the grid in which a cell has this text. */
  row(text: string): Locator {
    return this.page.locator('[role="grid"] tr').filter({ hasText: text });
  }

  /** Total, EU funding and own part of the whole project, as this screen computes them. */
  async sums(): Promise<string[]> {
    const cells = this.page.getByTestId('sums').locator('dd');
    return (await cells.allInnerTexts()).map((text) => text.replace(/[^\d]/g, ''));
  }

  async addSource(funder: string): Promise<Locator> {
    await this.button('cofunding_add').first().click();
    const field = this.page.getByLabel(this.say('cofunding_column_funder_name')).last();
    await field.fill(funder);
    await field.press('Enter');
    const row = this.page
      .getByRole('row')
      .filter({ has: this.page.locator('td') })
      .last();
    await expectSaved(this.page);
    return row;
  }

  /** Share of the co-funding that is confirmed, in whole per cent. */
  async coverage(): Promise<number> {
    const bar = this.page.getByTestId('coverage').getByRole('progressbar').first();
    return Number(await bar.getAttribute('aria-valuenow'));
  }

  async signOff(version: string): Promise<void> {
    await this.button('proposal_sign_off').first().click();
    const dialog = this.dialog();
    await dialog.getByLabel(this.say('proposal_version_name')).fill(version);
    await dialog.getByRole('button', { name: this.say('proposal_sign_off'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await this.button('proposal_withdraw_sign_off').first().waitFor();
  }

  /** Opens the dialog and presses the button that sends, whatever the screen thinks of it. */
  async submit(): Promise<Locator> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: new RegExp(`^${this.say('proposal_submit')}`) })
      .click();
    const dialog = this.dialog();
    const now = dialog.getByRole('button', { name: this.say('proposal_submit'), exact: true });
    const anyway = dialog.getByRole('button', { name: this.say('proposal_submit_anyway') });
    await now.or(anyway).click();
    await dialog
      .getByRole('button', { name: this.say('kit_close') })
      .last()
      .waitFor();
    return dialog;
  }
}

function ownText(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const caret of copy.querySelectorAll('.caret')) caret.remove();
  return copy.textContent.replace(/[\s\u2060]+/g, ' ').trim();
}

/** Waits until every screen says the same, and says what. */
export async function agreed<T>(
  what: string,
  screens: readonly (() => Promise<T>)[],
  is: (value: T) => boolean = () => true,
): Promise<T> {
  let seen: T[] = [];
  await eventually(`all agree on ${what}`, async () => {
    seen = await Promise.all(screens.map((screen) => screen()));
    const [first, ...others] = seen.map((value) => JSON.stringify(value));
    return others.every((other) => other === first) && is(seen[0] as T);
  }).catch((error: unknown) => {
    throw new Error(`${what}: the screens say ${JSON.stringify(seen, null, 1)}`, { cause: error });
  });
  return seen[0] as T;
}
