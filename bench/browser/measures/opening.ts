import type { Browser, BrowserContext } from 'playwright-core';
import type { Product } from '../../../tests/e2e/support/product.ts';
import { signedIn } from '../stage/chromium.ts';
import type { Seeded } from '../stage/seed.ts';
import { markerOf, sectionKey } from '../stage/texts.ts';

interface Opening {
  /** ms from the beginning of the navigation until the section's text is painted. */
  text: number;
  /** Until all 40 sections and all budgets have arrived and the rules have been applied to them. */
  whole: number;
}

export interface Openings {
  coldText: number[];
  coldWhole: number[];
  warmText: number[];
  warmWhole: number[];
}

/** Each visit once as somebody's first and once as their next. */
export async function measureOpening(
  browser: Browser,
  product: Product,
  seeded: Seeded,
  visits: number,
): Promise<Openings> {
  const found: Openings = { coldText: [], coldWhole: [], warmText: [], warmWhole: [] };
  for (let turn = -1; turn < visits; turn++) {
    const context = await signedIn(browser, product);
    // Sections in turn: none is more at hand than another.
    const at = (turn * 7 + 10) % 40;
    const cold = await openOnce(context, seeded, at);
    const warm = await openOnce(context, seeded, (at + 11) % 40);
    await context.close();
    // The very first visit has the server pack its files, once and for all.
    if (turn < 0) continue;
    found.coldText.push(cold.text);
    found.coldWhole.push(cold.whole);
    found.warmText.push(warm.text);
    found.warmWhole.push(warm.whole);
  }
  return found;
}

async function openOnce(
  context: BrowserContext,
  { proposalId }: Seeded,
  at: number,
): Promise<Opening> {
  const page = await context.newPage();
  await page.addInitScript(watch, markerOf(at));
  await page.goto(`/workspace/${proposalId}/narrative/${sectionKey(at)}`, { waitUntil: 'commit' });
  const found = await page.waitForFunction(() => {
    const { text, whole } = window as unknown as Partial<Opening>;
    return text && whole ? { text, whole } : null;
  });
  const opening = (await found.jsonValue())!;
  // The service worker fills its store behind the first visit; a next one comes later.
  await page.evaluate(() => navigator.serviceWorker?.ready);
  await page.close();
  return opening;
}

/** Looks once a frame; the message comes after that frame was painted. */
function watch(marker: string): void {
  const seen = window as unknown as Partial<Opening>;
  const painted = (what: keyof Opening) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      seen[what] = performance.now();
    };
    channel.port2.postMessage(null);
  };
  const told = new Set<keyof Opening>();
  const tell = (what: keyof Opening, is: boolean) => {
    if (!is || told.has(what)) return;
    told.add(what);
    painted(what);
  };
  const look = () => {
    const text = document.querySelector<HTMLElement>('.section-text');
    tell('text', text?.checkVisibility() === true && text.textContent.includes(marker));
    tell('whole', document.querySelector('[data-testid="readiness"]') !== null);
    if (told.size < 2) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
