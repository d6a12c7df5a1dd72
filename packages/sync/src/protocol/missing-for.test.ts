import { describe, expect, test } from 'vitest';
import { casesOf } from '../../../../tests/support/share-of-cases.ts';
import { type SeededRandom, seededRandom } from '../testing/seeded-random.ts';
import { beside, crosswise, skipped, writtenUpdate } from '../testing/written-updates.ts';
import { missingFor } from './missing-for.ts';
import { type Link, type Scan, type ScannedRange, scanUpdate } from './scan-update.ts';

type Known = (client: number) => number;

/** The same by going round for as long as anything moves: plain, and as slow as an update wants it to be. */
function missingByRounds(scan: Scan, known: Known): ReturnType<typeof missingFor> {
  const state = new Map<number, number>();
  const stateOf = (client: number) => state.get(client) ?? known(client);
  const progress = scan.ranges.map(() => ({ next: 0, done: false }));
  let missing: ReturnType<typeof missingFor> = null;
  for (let moved = true; moved; ) {
    moved = false;
    missing = null;
    for (const [i, { client, start, end }] of scan.ranges.entries()) {
      const at = progress[i]!;
      if (at.done) continue;
      if (start > stateOf(client)) {
        missing ??= { client, clock: stateOf(client) };
        continue;
      }
      const links = scan.links.filter(({ range }) => range === i);
      for (; at.next < links.length; at.next++) {
        const { needsClient, needsClock } = links[at.next]!;
        if (needsClock >= stateOf(needsClient)) break;
        moved = true;
      }
      const blocked = links[at.next];
      const reached = blocked ? blocked.clock : end;
      if (reached > stateOf(client)) {
        state.set(client, reached);
        moved = true;
      }
      if (!blocked) at.done = true;
      else missing ??= { client: blocked.needsClient, clock: stateOf(blocked.needsClient) };
    }
  }
  if (missing) return missing;
  for (const [client, end] of scan.deletes) {
    if (end > stateOf(client)) return { client, clock: stateOf(client) };
  }
  return null;
}

const clients = [11, 12, 13, 14];

/** What a scanner may have read: ranges of a clientID follow each other with holes, links go by their clock. */
function randomScan(random: SeededRandom): { scan: Scan; known: Known } {
  const ranges: ScannedRange[] = [];
  const links: Link[] = [];
  // Rather whole, or rather not.
  const flaw = random.pick([0.01, 0.3]);
  for (const client of clients) {
    let clock = random.chance(flaw) ? random.int(6) : 0;
    for (let left = random.int(4); left > 0; left--) {
      const [start, end] = [clock, clock + 1 + random.int(8)];
      ranges.push({ client, start, end });
      for (let at = start; at < end; at++) {
        if (random.chance(0.5)) continue;
        const needsClient = random.pick(clients.filter((each) => each !== client));
        const needsClock = random.int(random.chance(flaw) ? 20 : Math.max(1, at));
        links.push({ range: ranges.length - 1, clock: at, needsClient, needsClock });
      }
      clock = end + (random.chance(flaw) ? 1 + random.int(3) : 0);
    }
  }
  const deletes = new Map<number, number>();
  for (const client of clients) if (random.chance(flaw)) deletes.set(client, 1 + random.int(12));
  const clocks = new Map(
    clients.map((client) => [client, random.chance(0.5) ? random.int(12) : 0]),
  );
  return {
    scan: { ranges, links, deletes, deletedLength: 0 },
    known: (client) => clocks.get(client) ?? 0,
  };
}

describe('what an update lacks', () => {
  test('is what going round and round finds, for whatever refers to whatever', () => {
    const random = seededRandom(2112);
    let nothing = 0;
    let waited = 0;
    for (let i = 0; i < casesOf(20_000); i++) {
      const { scan, known } = randomScan(random);
      const expected = missingByRounds(scan, known);
      expect(missingFor(scan, known), `case ${i}: ${JSON.stringify(scan)}`).toEqual(expected);
      if (expected === null && scan.links.length > 0) nothing += 1;
      if (expected !== null) waited += 1;
    }
    // Worth something only if both happen often.
    expect(nothing).toBeGreaterThan(casesOf(1000));
    expect(waited).toBeGreaterThan(casesOf(5000));
  });
});

describe('an update made to take long', () => {
  const each = 25_000;

  function took(scan: Scan, known: Known) {
    const begun = performance.now();
    return { missing: missingFor(scan, known), ms: performance.now() - begun };
  }

  test('of two clientIDs that build on each other in turn, and thousands of ranges that never can', () => {
    const holes = Array.from({ length: each }, () => [skipped, beside(1, 0)]).flat();
    const update = writtenUpdate([
      ...crosswise(1, 2, each),
      { client: 3, clock: 0, structs: holes },
    ]);
    expect(update.length).toBeLessThan(1024 * 1024);
    const scan = scanUpdate(update);
    expect(scan.ranges).toHaveLength(2 + each);
    const { missing, ms } = took(scan, () => 0);
    expect(missing).toEqual({ client: 3, clock: 0 });
    expect(ms).toBeLessThan(1000);
  });

  test('of thousands of ranges that all wait for the end of what comes one by one', () => {
    const waiting = Array.from({ length: each }, () => [skipped, beside(2, each - 1)]).flat();
    const scan = scanUpdate(
      writtenUpdate([{ client: 3, clock: 0, structs: waiting }, ...crosswise(1, 2, each)]),
    );
    const { missing, ms } = took(scan, (client) => (client === 3 ? 2 * each : 0));
    expect(missing).toBeNull();
    expect(ms).toBeLessThan(1000);
  });
});
