import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import { doubledRows, doublesAmong } from './rows.ts';
import { severalHubs } from './several-hubs.ts';
import { Writers } from './writers.ts';

const random = seeded();
const { db, overRedis, startHubs } = await severalHubs();

describe('what hubs tell each other is lost, comes twice and out of order', () => {
  const unreliable = (more: Record<string, string> = {}) => ({
    ...{ ...overRedis, HUB_BUS_SEED: String(random.seed % 1_000_000) },
    ...more,
  });

  test('all is shown to all all the same, once', async () => {
    const { front } = await startHubs(2, unreliable());
    const writers = await Writers.start(db, front.url, () => random.next());
    const spells = rounds(2, 120, 0.02);
    while (spells.due()) {
      await wait(1000);
      await writers.probe();
      spells.done += 1;
    }
    await writers.expectAllSaved();
    const doubled = await doubledRows(db, writers.names);
    await writers.close();
    front.stop();
    const figures = { seed: random.seed, rounds: spells.figures(), doubled };
    report('out-of-order', { ...figures, ...writers.counts });
    expect(doubled).toBe(0);
  });

  test('control: hubs whose numbers do not tell what is missing show less', async () => {
    const never = JSON.stringify({ lookMs: 600_000, deafLookMs: 600_000 });
    const broken = unreliable({ HUB_CONTROL: 'numbers-do-not-tell', HUB_LIMITS: never });
    const { front } = await startHubs(2, broken);
    const writers = await Writers.start(db, front.url, () => random.next());
    await wait(2000);
    await expect(writers.expectAllSaved({ sameWithinMs: 3000 })).rejects.toThrow(
      'has the order of all',
    );
    await writers.close();
    front.stop();
  });

  test('control: an update that comes twice is counted', () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'once');
    const update = Y.encodeStateAsUpdate(doc);
    expect([doublesAmong([update]), doublesAmong([update, update])]).toEqual([0, 1]);
  });
});
