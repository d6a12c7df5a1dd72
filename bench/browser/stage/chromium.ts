import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { Product } from '../../../tests/e2e/support/product.ts';

/** The machine's own Chromium; tabs that nobody looks at would work more slowly. */
export function openChromium(): Promise<Browser> {
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
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
}

const coordinator = 'coordinator@mobile-heights.example';

/** A browser of its own, signed in, that has never seen the product: nothing of it is kept yet. */
export async function signedIn(browser: Browser, product: Product): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: product.url,
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    viewport: { width: 1400, height: 900 },
  });
  context.setDefaultTimeout(30_000);
  const link = product.links.get(coordinator);
  if (!link) throw new Error(`start printed no link for ${coordinator}`);
  const key = new URL(link).searchParams.get('key');
  const answer = await context.request.post('/api/demo/sign-in', {
    data: { email: coordinator, key },
    headers: { origin: product.url },
  });
  if (!answer.ok()) throw new Error(`could not sign in: ${answer.status()}`);
  return context;
}
