import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { casesOf } from '../../../../tests/support/share-of-cases.ts';
import { recordedSession as session } from '../testing/recorded-session.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { Malformed } from './byte-reader.ts';
import { missingFor } from './missing-for.ts';
import { type Scan, scanUpdate } from './scan-update.ts';

const known = (clocks: Record<number, number>) => (client: number) => clocks[client] ?? 0;

describe('scanning updates', () => {
  test('accepts all that Yjs emits, and sees the ranges that Yjs sees', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { updates, docs } = session(seed, 150);
      const merged = Y.mergeUpdates(updates);
      const whole = Y.encodeStateAsUpdate(docs[0]!);
      for (const update of [...updates, merged, whole]) {
        const meta = Y.parseUpdateMeta(update);
        const scan = scanUpdate(update);
        const where = `seed ${seed}`;
        expect(new Map(scan.ranges.map((r) => [r.client, r.end])), where).toEqual(meta.to);
        expect(new Map(scan.ranges.map((r) => [r.client, r.start])), where).toEqual(meta.from);
      }
      expect(missingFor(scanUpdate(whole), known({})), `seed ${seed}`).toBeNull();
      expect(missingFor(scanUpdate(merged), known({})), `seed ${seed}`).toBeNull();
    }
  });

  test('accepts each update of a session in its order, and finds the hole when one is left out', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { updates } = session(seed, 60);
      const clocks: Record<number, number> = {};
      const apply = (scan: Scan) => {
        for (const range of scan.ranges) clocks[range.client] = range.end;
      };
      const without = updates.findIndex((u, i) => i > 20 && scanUpdate(u).ranges.length > 0);
      for (const [i, update] of updates.entries()) {
        const scan = scanUpdate(update);
        if (i === without) continue;
        const missing = missingFor(scan, known(clocks));
        const probe = new Y.Doc();
        for (const [k, u] of updates.entries())
          if (k <= i && k !== without) Y.applyUpdate(probe, u);
        const yjsMisses = probe.store.pendingStructs !== null || probe.store.pendingDs !== null;
        expect(missing !== null, `seed ${seed} update ${i}`).toBe(yjsMisses);
        if (missing) break;
        apply(scan);
      }
    }
  });

  test('refuses all mutated updates that Yjs throws on, and what it takes leaves nothing pending', () => {
    const random = seededRandom(4242);
    let refused = 0;
    let thrown = 0;
    let taken = 0;
    for (let seed = 100; seed < 130; seed++) {
      const { updates } = session(seed, 40);
      const whole = Y.mergeUpdates(updates);
      for (let k = 0; k < casesOf(250); k++) {
        const bytes = random.pick(updates).slice();
        mutate(bytes, random);
        const mutated = random.chance(0.2) ? bytes.slice(0, random.int(bytes.length)) : bytes;
        const scan = attempt(() => scanUpdate(mutated));
        if (scan === null) refused += 1;
        // An honest hub also knows what came before; here all clocks are known as far as referred to.
        const doc = new Y.Doc();
        Y.applyUpdate(doc, whole);
        const clocks = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)));
        const applied = attempt(() => {
          Y.applyUpdate(doc, mutated);
          Y.encodeStateAsUpdate(doc);
          return true;
        });
        if (applied === null) {
          thrown += 1;
          expect(
            scan,
            `seed ${seed} mutation ${k}: ${Buffer.from(mutated).toString('hex')}`,
          ).toBeNull();
        } else if (scan && !missingFor(scan, (client) => clocks.get(client) ?? 0)) {
          taken += 1;
          expect(doc.store.pendingStructs, `seed ${seed} mutation ${k}`).toBeNull();
          expect(doc.store.pendingDs, `seed ${seed} mutation ${k}`).toBeNull();
        }
      }
    }
    // The fuzz is worth something only if both happen often.
    expect(thrown).toBeGreaterThan(casesOf(500));
    expect(refused).toBeGreaterThan(thrown);
    expect(taken).toBeGreaterThan(casesOf(100));
    // Nine seconds alone on a core; a busy machine takes several times as long.
  }, 90_000);

  test('refuses random bytes without a crash', () => {
    const random = seededRandom(99);
    for (let i = 0; i < casesOf(20_000); i++) {
      const bytes = Uint8Array.from({ length: random.int(60) }, () => random.int(256));
      const scan = attempt(() => scanUpdate(bytes));
      if (scan) attempt(() => missingFor(scan, () => 0));
    }
  });

  test('tells how much is deleted, over all clientIDs', () => {
    const [doc, other] = [new Y.Doc(), new Y.Doc()];
    doc.getText('t').insert(0, 'x'.repeat(500));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    other.getText('t').insert(250, 'y'.repeat(300));
    expect(scanUpdate(Y.encodeStateAsUpdate(other)).deletedLength).toBe(0);
    other.getText('t').delete(200, 400);
    const deleting = Y.encodeStateAsUpdate(other, Y.encodeStateVector(other));
    expect(scanUpdate(deleting).deletedLength).toBe(400);
  });

  test('a crosswise circle of references is missing something, forever', () => {
    const doc = new Y.Doc();
    doc.clientID = 5;
    doc.getText('t').insert(0, 'ab');
    const other = new Y.Doc();
    other.clientID = 6;
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    other.getText('t').insert(1, 'x');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    doc.getText('t').insert(2, 'y');
    const whole = scanUpdate(Y.encodeStateAsUpdate(doc));
    expect(missingFor(whole, known({}))).toBeNull();
    const circle: Scan = {
      ranges: [
        { client: 5, start: 0, end: 1 },
        { client: 6, start: 0, end: 1 },
      ],
      links: [
        { range: 0, clock: 0, needsClient: 6, needsClock: 0 },
        { range: 1, clock: 0, needsClient: 5, needsClock: 0 },
      ],
      deletes: new Map(),
      deletedLength: 0,
    };
    expect(missingFor(circle, known({}))).toEqual({ client: 6, clock: 0 });
  });
});

function mutate(bytes: Uint8Array, random: ReturnType<typeof seededRandom>): void {
  for (let n = 1 + random.int(3); n > 0; n--) {
    const at = random.int(bytes.length);
    bytes[at] = random.chance(0.5) ? random.int(256) : bytes[at]! ^ (1 << random.int(8));
  }
}

/** Null when it throws; anything but a typed refusal (or an error of Yjs) fails the test. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Malformed || error instanceof Error) return null;
    throw error;
  }
}
