import { setTimeout as wait } from 'node:timers/promises';
import { documentName } from '@samspel/documents/names';
import type { Browser, Page } from 'playwright-core';
import type { Product } from '../../../tests/e2e/support/product.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type CrowdPlan, startCrowd } from '../crowd/crowd.ts';
import { signedIn } from '../stage/chromium.ts';
import type { Seeded } from '../stage/seed.ts';
import { sectionKey } from '../stage/texts.ts';
import { profiled } from './profile.ts';
import { type Tasks, traceTasks } from './tasks.ts';

export interface Typing extends Tasks {
  /** Edits of the others in a second, all together. */
  othersPerSecond: number;
}

interface Desk {
  page: Page;
  crowd: CrowdPlan['work'];
  /** One keystroke after another, by number. */
  key(at: number): Promise<void>;
}

interface TypingPlan {
  keys: number;
  /** Writes a CPU profile instead of a trace. */
  profile: string | null;
}

export type Place = 'narrative' | 'budget';

/** One person types in the browser while the others work in the very same document. */
export async function measureTyping(
  browser: Browser,
  product: Product,
  seeded: Seeded,
  place: Place,
  { keys, profile }: TypingPlan,
): Promise<Typing> {
  const context = await signedIn(browser, product);
  const desk = await (place === 'narrative' ? atText : atGrid)(await context.newPage(), seeded);
  const { proposalId, people } = seeded;
  const url = `${product.url.replace(/^http/, 'ws')}/sync`;
  const crowd = await startCrowd(product, { url, proposalId, people, work: desk.crowd });
  const random = seededRandom(3);
  let at = 0;
  const type = async (count: number) => {
    for (const end = at + count; at < end; at++) {
      await desk.key(at);
      await wait(80 + random() * 120);
    }
  };
  await type(20);
  const before = { edits: crowd.edits(), at: performance.now() };
  const work = () => type(keys + 1);
  const none: Tasks = { handler: [], longest: [] };
  const tasks =
    profile === null
      ? await traceTasks(browser, work)
      : await profiled(desk.page, profile, work).then(() => none);
  const seconds = (performance.now() - before.at) / 1000;
  const othersPerSecond = (crowd.edits() - before.edits) / seconds;
  await desk.page.locator('[data-testid="save-state"][data-state="saved"]').waitFor();
  await crowd.leave();
  await context.close();
  return { ...tasks, othersPerSecond };
}

async function atText(page: Page, { proposalId }: Seeded): Promise<Desk> {
  const part = sectionKey(12);
  await page.goto(`/workspace/${proposalId}/narrative/${part}`);
  await page.locator('.section-text[contenteditable="true"]').waitFor();
  await page.getByTestId('readiness').waitFor();
  await page.locator('.section-text p').nth(4).click();
  await page.keyboard.press('End');
  const said = 'tillsammans provar vi metoden i flera regioner och delar resultaten ';
  return {
    page,
    crowd: { kind: 'narrative', document: documentName('narrative', proposalId, part), part },
    key: (at) => page.keyboard.press(keyOf(said[at % said.length]!)),
  };
}

const keyOf = (letter: string) => (letter === ' ' ? 'Space' : letter);

/** With work packages and the quantities of four periods. */
export const gridColumns = 12;

async function atGrid(page: Page, { proposalId, leadId }: Seeded): Promise<Desk> {
  await page.addInitScript(() => {
    localStorage.setItem('samspel.grid', JSON.stringify({ workPackage: true, quantities: true }));
  });
  await page.goto(`/workspace/${proposalId}/budget/${leadId}`);
  await page.getByTestId('readiness').waitFor();
  const columns = await page.getByRole('columnheader').count();
  if (columns !== gridColumns) throw new Error(`the grid has ${columns} columns`);
  await page.locator('tr.line td.quantity').first().click();
  // A number into a cell, down to the next, and now and then a page further and back again.
  const steps = ['1', '2', '5', 'Enter', '4', '0', 'Enter', 'ArrowDown', '7', '5', '0', 'Enter'];
  const scrolls = ['PageDown', 'PageDown', 'PageUp'];
  const cycle = [...steps, ...steps, ...scrolls];
  return {
    page,
    crowd: { kind: 'budget', document: documentName('budget', proposalId, leadId), part: leadId },
    key: (at) => page.keyboard.press(cycle[at % cycle.length]!),
  };
}
