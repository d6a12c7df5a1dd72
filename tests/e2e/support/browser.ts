import { mkdirSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Product } from './product.ts';

const artifacts = path.resolve(import.meta.dirname, '../../../.artifacts/screenshots');

/** The machine's own Chromium; a browser build of playwright's is never fetched. */
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
      // Windows that nobody looks at work on: three people are side by side.
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
}

export interface Person {
  name: string;
  context: BrowserContext;
  page: Page;
  /** What the pages complained of: thrown errors and console errors, requests to other hosts. */
  complaints: string[];
}

export interface Look {
  locale?: 'sv' | 'en';
  dark?: boolean;
  phone?: boolean;
}

const wide = { width: 1400, height: 900 };
const phone = { width: 390, height: 844 };

/** A person with a browser of their own: nothing is shared with the others but the product. */
export async function person(
  browser: Browser,
  product: Product,
  name: string,
  look: Look = {},
): Promise<Person> {
  const locale = look.locale ?? 'en';
  const context = await browser.newContext({
    baseURL: product.url,
    locale: locale === 'sv' ? 'sv-SE' : 'en-GB',
    timezoneId: 'Europe/Stockholm',
    colorScheme: look.dark ? 'dark' : 'light',
    viewport: look.phone ? phone : wide,
    hasTouch: look.phone ?? false,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // A language chosen on this device before; without one the account's would decide.
  await context.addInitScript((chosen) => {
    // Blank documents have no storage.
    if (location.protocol === 'about:') return;
    if (!localStorage.getItem('samspel.locale')) localStorage.setItem('samspel.locale', chosen);
  }, locale);
  context.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  watch(context, product, (what) => complaints.push(`${name}: ${what}`));
  return { name, context, page: await context.newPage(), complaints };
}

function watch(context: BrowserContext, product: Product, complain: (what: string) => void): void {
  const { host } = new URL(product.url);
  const own = (address: string) => {
    const url = new URL(address);
    return url.host === host || url.protocol === 'data:' || url.protocol === 'blob:';
  };
  context.on('weberror', (error) => complain(`threw ${error.error().stack ?? error.error()}`));
  context.on('console', (message) => {
    if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => {
    if (!own(request.url())) complain(`asked another host: ${request.url()}`);
  });
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      if (!own(socket.url().replace(/^ws/, 'http'))) complain(`connected to ${socket.url()}`);
    });
  });
}

/** A tab without network, or whose server was killed, complains of it, and rightly so. */
export const aboutNetwork = (complaint: string): boolean =>
  /net::ERR_|WebSocket connection to/.test(complaint);

export async function signIn(who: Person, product: Product, email: string): Promise<void> {
  const link = product.links.get(email);
  if (!link) throw new Error(`start printed no link for ${email}`);
  await who.page.goto(link);
  await who.page.getByRole('button', { name: email }).click();
  await who.page.waitForURL((url) => !url.pathname.includes('sign-in'));
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, `${name}.png`), animations: 'disabled' });
}

/** Every rule of axe is on. Its other mode opens a second page each time, for frames, which we have none of. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, impact, nodes }) =>
      `${id} (${impact}) ${nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`)
        .join(' | ')}`,
  );
}

interface PressedKey {
  key: string;
  altKey?: boolean;
  shiftKey?: boolean;
}

/** Keys that come faster than a frame, as on a slow machine: all before anything is drawn anew. */
export function pressAtOnce(page: Page, ...keys: PressedKey[]): Promise<void> {
  return page.evaluate((all) => {
    for (const key of all) {
      const event = new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
    }
  }, keys);
}

export async function expectAccessible(page: Page, where: string): Promise<void> {
  expect(await accessibilityFaults(page), where).toEqual([]);
}

/** What the page says of its own saving: the test trusts it, then proves it. */
export async function expectSaved(page: Page, withinMs = 15_000): Promise<void> {
  const saved = page.locator('[data-testid="save-state"][data-state="saved"]');
  await saved.waitFor({ timeout: withinMs });
}
