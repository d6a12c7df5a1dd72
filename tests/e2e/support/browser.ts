import { mkdirSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Product } from './product.ts';

const artifacts = path.resolve(import.meta.dirname, '../../../.artifacts/screenshots');

/** Debian's Chromium; a browser build of playwright's own is never fetched. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.SAMSPEL_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Person {
  name: string;
  context: BrowserContext;
  page: Page;
  errors: string[];
}

export interface Look {
  locale?: 'sv-SE' | 'en-GB';
  dark?: boolean;
  phone?: boolean;
}

/** A person with a browser of their own: nothing is shared with the others but the product. */
export async function person(browser: Browser, name: string, look: Look = {}): Promise<Person> {
  const context = await browser.newContext({
    locale: look.locale ?? 'en-GB',
    timezoneId: 'Europe/Stockholm',
    colorScheme: look.dark ? 'dark' : 'light',
    viewport: look.phone ? { width: 390, height: 844 } : { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${name}: ${error.message}`));
  page.setDefaultTimeout(15_000);
  return { name, context, page, errors };
}

export async function signIn(who: Person, product: Product, email: string): Promise<void> {
  const link = product.links.get(email);
  if (!link) throw new Error(`start printed no link for ${email}`);
  await who.page.goto(link);
  await who.page.getByRole('button', { name: /^(sign in|logga in)/i }).click();
  await who.page.waitForURL((url) => !url.pathname.includes('sign-in'));
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, `${name}.png`), fullPage: false });
}

/** Every rule of axe is on. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    (violation) =>
      `${where}: ${violation.id} (${violation.impact}) ${violation.nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`)
        .join(' | ')}`,
  );
  expect(found).toEqual([]);
}

/** What the page says of its own saving: the test trusts it, then proves it. */
export async function expectSaved(page: Page): Promise<void> {
  await page.getByTestId('save-state').and(page.locator('[data-state="saved"]')).waitFor();
}
