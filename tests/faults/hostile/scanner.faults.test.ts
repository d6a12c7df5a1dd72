import { setImmediate as turn } from 'node:timers/promises';
import { Malformed } from '@samspel/sync/protocol/byte-reader';
import { missingFor } from '@samspel/sync/protocol/missing-for';
import { type Scan, scanUpdate } from '@samspel/sync/protocol/scan-update';
import { recordedSession } from '@samspel/sync/testing/recorded-session';
import { type SeededRandom, seededRandom } from '@samspel/sync/testing/seeded-random';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { amount, rounds } from '../support/rounds.ts';
import { flipped, mutated } from './mutations.ts';

const { seed } = seeded();

type Scanner = (update: Uint8Array) => Scan;

/** Null: refused in the way that a hub answers. */
function scanned(scan: Scanner, update: Uint8Array): Scan | null {
  try {
    return scan(update);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** What an update does to a document that has all that came before. */
function applied(whole: Uint8Array, update: Uint8Array): 'taken' | 'pending' | 'thrown' {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, whole);
  try {
    Y.applyUpdate(doc, update);
    Y.encodeStateAsUpdate(doc);
  } catch {
    return 'thrown';
  }
  return doc.store.pendingStructs || doc.store.pendingDs ? 'pending' : 'taken';
}

interface Tally {
  refused: number;
  taken: number;
}

const changesOfASession = 500;

/** @throws with the seed that repeats it, where the scanner lets something through that does harm */
function tryASession(session: number, { tally, scan = scanUpdate, mutate = mutated }: Trial): void {
  const random = seededRandom(session);
  const { updates } = recordedSession(session, 40);
  const whole = Y.mergeUpdates(updates);
  const clocks = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(whole));
  for (let n = 0; n < changesOfASession; n += 1) {
    const update = mutate(updates, random);
    const where = () =>
      `SAMSPEL_SEED=${session}, change ${n}: ${Buffer.from(update).toString('hex')}`;
    let found: Scan | null;
    try {
      found = scanned(scan, update);
    } catch (error) {
      throw new Error(`the scanner itself fails, ${where()}`, { cause: error });
    }
    if (found === null) {
      tally.refused += 1;
      continue;
    }
    tally.taken += 1;
    const outcome = applied(whole, update);
    if (outcome === 'thrown') throw new Error(`Yjs throws on what was let through, ${where()}`);
    const complete = missingFor(found, (client) => clocks.get(client) ?? 0) === null;
    if (complete && outcome === 'pending') {
      throw new Error(`Yjs waits for more than the scanner found missing, ${where()}`);
    }
  }
}

interface Trial {
  tally: Tally;
  scan?: Scanner;
  mutate?: (all: readonly Uint8Array[], random: SeededRandom) => Uint8Array;
}

describe('updates changed by somebody who knows how they are made', () => {
  test('are refused, or Yjs takes them and misses nothing that the scanner did not miss', async () => {
    const sessions = rounds(8, 10_000, 0.1);
    const tally: Tally = { refused: 0, taken: 0 };
    for (; sessions.due(); sessions.done += 1) {
      tryASession((seed + sessions.done) >>> 0, { tally });
      await turn();
    }
    report('scanner', {
      ...{ seed, rounds: sessions.figures() },
      also: {
        'mutated updates scanned': tally.refused + tally.taken,
        'of them refused': tally.refused,
      },
    });
    // The fuzz is worth something only if both happen often.
    expect(tally.refused).toBeGreaterThan(amount(400, 500_000));
    expect(tally.taken).toBeGreaterThan(amount(400, 500_000));
  });

  test('control: a scanner that lets everything through is found out', () => {
    const nothing = scanUpdate(Y.encodeStateAsUpdate(new Y.Doc()));
    const only: Trial = {
      ...{ tally: { refused: 0, taken: 0 }, scan: () => nothing },
      // Others would cost Yjs all the memory there is.
      mutate: (all, random) => flipped(random.pick(all), all, random),
    };
    const tries = () => {
      for (let session = 0; session < 5; session += 1) tryASession(seed + session, only);
    };
    expect(tries).toThrow('Yjs');
  });
});
