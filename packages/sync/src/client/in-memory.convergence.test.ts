import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { report } from '../../../../tests/faults/support/report.ts';
import { rounds } from '../../../../tests/faults/support/rounds.ts';
import { seeded } from '../../../../tests/support/seeded.ts';
import { MemoryHub, MemoryLog } from '../testing/memory-hub.ts';
import { Page } from '../testing/page-in-memory.ts';
import { randomPlainEdit } from '../testing/random-edits.ts';
import { type SeededRandom, seededRandom } from '../testing/seeded-random.ts';

const { seed } = seeded();

function bytesOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  expect(doc.store.pendingStructs).toBeNull();
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  return Buffer.from(Y.encodeStateAsUpdate(fresh)).toString('hex');
}

/** One step of a session: somebody writes, comes, goes, loads the page anew, or the document is frozen. */
async function step(pages: readonly Page[], hubs: readonly MemoryHub[], random: SeededRandom) {
  const page = random.pick(pages);
  const hub = random.pick(hubs);
  if (random.chance(0.7)) randomPlainEdit(page.session.doc, random);
  if (random.chance(0.05)) page.cut();
  if (random.chance(0.15)) page.connect(hub);
  if (random.chance(0.02)) {
    // What the last 33 ms held is lost by design: the store did not have it yet.
    await page.session.flush();
    await page.reload();
  }
  if (random.chance(hub.frozen === null ? 0.02 : 0.2)) {
    hub.freeze(hub.frozen === null ? 'signed' : null);
  }
  await vi.advanceTimersByTimeAsync(random.int(40));
  for (const each of hubs) each.step(random.int(each.waiting + 1));
}

async function calm(pages: readonly Page[], hubs: readonly MemoryHub[]): Promise<void> {
  if (hubs[0]!.frozen !== null) hubs[0]!.freeze(null);
  for (let round = 0; round < 20; round++) {
    for (const page of pages) {
      page.connect();
      if (page.session.state.refused) page.session.exchange.resendRefused();
    }
    await vi.advanceTimersByTimeAsync(100);
    for (const hub of hubs) hub.step();
  }
}

/** Five pages at two hubs over one log. @throws where one of them does not end with what the log has */
async function session(seedOfIt: number, forgets?: (random: SeededRandom) => boolean) {
  vi.useFakeTimers();
  const random = seededRandom(seedOfIt);
  const log = new MemoryLog();
  const hubs = [new MemoryHub(log), new MemoryHub(log)];
  if (forgets) for (const hub of hubs) hub.forgets = () => forgets(random);
  const pages = ['a', 'b', 'c', 'd', 'e'].map((person, n) => new Page(hubs[n % 2]!, person));
  try {
    for (const page of pages) {
      await page.load();
      page.connect();
    }
    for (let n = 0; n < 500; n++) await step(pages, hubs, random);
    await calm(pages, hubs);
    const stored = bytesOf(log.updates);
    for (const { session: own } of pages) {
      expect(own.state).toMatchObject({ unsaved: 0, refused: null });
      expect(bytesOf([Y.encodeStateAsUpdate(own.doc)]) === stored).toBe(true);
      const confirmed = Y.encodeStateAsUpdate(own.exchange.confirmedDocument());
      expect(bytesOf([confirmed]) === stored).toBe(true);
    }
    expect(log.updates.length).toBeGreaterThan(100);
  } catch (error) {
    throw new Error(`SAMSPEL_SEED=${seedOfIt} does not converge`, { cause: error });
  } finally {
    for (const page of pages) page.session.end();
    vi.useRealTimers();
  }
}

test('pages at two hubs converge byte for byte through cuts, reloads and freezes', async () => {
  const seeds = rounds(12, 10_000, 0.1);
  for (; seeds.due(); seeds.done += 1) await session((seed + seeds.done) >>> 0);
  report('in-memory', {
    ...{ seed, rounds: seeds.figures() },
    also: { 'seeds that converged': seeds.done },
  });
});

test('control: a hub that acknowledges and does not store is found out', async () => {
  await expect(session(seed, (random) => random.chance(0.02))).rejects.toThrow('does not converge');
});
