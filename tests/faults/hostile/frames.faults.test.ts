import { readUpdates } from '@samspel/sync/store/documents';
import { recordedSession } from '@samspel/sync/testing/recorded-session';
import { newDocuments } from '@samspel/sync/testing/running-hub';
import { seededRandom } from '@samspel/sync/testing/seeded-random';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../support/database.ts';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { amount, rounds } from '../support/rounds.ts';
import { hubStarter } from '../sync/hub-starter.ts';
import { Writers } from '../sync/writers.ts';
import { Attacker } from './attacker.ts';
import { flipped } from './mutations.ts';

const random = seeded();
const { app: db, owner, url } = await testDatabase();
const startHubs = hubStarter(url);
// What a hub does with a flood is tested where its limits are; here all of it is to be looked at.
const patient = {
  ...{ updatesPerSecond: 1e6, updatesBurst: 1e6, bytesPerSecond: 1e9, bytesBurst: 1e9 },
  ...{ openingsPerSecond: 1e6, openingsBurst: 1e6, refusalsPerMinute: 1e6 },
  ...{ framesPerSecond: 1e6, framesBurst: 1e6 },
};

/** Null: everybody can open it and misses nothing. */
async function damage(name: string): Promise<string | null> {
  const doc = new Y.Doc();
  try {
    for (const update of (await readUpdates(db, [name])).get(name)?.updates ?? []) {
      Y.applyUpdate(doc, update);
    }
    Y.encodeStateAsUpdate(doc);
  } catch (error) {
    return String(error);
  }
  return doc.store.pendingStructs || doc.store.pendingDs ? 'something is missing' : null;
}

const attackersAtOnce = 4;
const framesOfAnAttacker = 500;

/** Somebody new, in a document of their own, over as many connections as the hub makes them need. */
async function attack(seed: number, port: number) {
  const attacker = new Attacker(seed);
  const { names } = await newDocuments(db, [attacker.person]);
  const name = names[0] as string;
  const closed: number[] = [];
  let sent = 0;
  while (sent < framesOfAnAttacker) {
    const turn = await attacker.attack(db, port, name, framesOfAnAttacker - sent);
    sent += turn.sent;
    if (turn.closeCode !== null) closed.push(turn.closeCode);
  }
  return { seed, sent, closed, damage: await damage(name) };
}

describe('frames changed by somebody who knows how they are made', () => {
  test('end no hub, damage no document, and others write on beside them', async () => {
    const { hubs, front } = await startHubs(1, { HUB_LIMITS: JSON.stringify(patient) });
    const [hub] = hubs;
    if (!hub) throw new Error('no hub');
    const writers = await Writers.start(db, front.url, () => random.next(), { everyMs: 100 });
    const before = await hub.heapMb();
    const turns = rounds(1, 100, 0.06);
    const sum = { sent: 0, closed: 0 };
    for (; turns.due(); turns.done += 1) {
      const first = (random.seed + turns.done * attackersAtOnce) >>> 0;
      const attacks = Array.from({ length: attackersAtOnce }, (_, n) =>
        attack((first + n) >>> 0, hub.port),
      );
      for (const { seed, sent, closed, damage } of await Promise.all(attacks)) {
        sum.sent += sent;
        sum.closed += closed.length;
        expect(damage, `SAMSPEL_SEED=${seed}`).toBeNull();
        // 1011: an error of the hub's own that nobody foresaw; 1006: it is gone.
        expect([...new Set(closed)], `SAMSPEL_SEED=${seed}`).toEqual(closed.length ? [4400] : []);
      }
      writers.noteWhatIsPromised();
    }
    await writers.expectAllSaved();
    await writers.close();
    front.stop();
    const grewMb = (await hub.heapMb()) - before;
    report('frames', {
      ...{ seed: random.seed, rounds: turns.figures(), ...writers.counts },
      also: { 'mutated frames through sockets': sum.sent, 'sockets ended for it': sum.closed },
      measured: { 'heap grew, MiB': Math.round(grewMb) },
    });
    expect(sum.closed).toBeGreaterThan(amount(5, 500));
    expect(grewMb).toBeLessThan(50);
  });

  test('control: what the hub keeps out would damage a document', async () => {
    const attacker = new Attacker(random.seed);
    const { names } = await newDocuments(db, [attacker.person]);
    const name = names[0] as string;
    const { updates } = recordedSession(random.seed, 40);
    const chance = seededRandom(random.seed);
    while ((await damage(name)) === null) {
      const update = flipped(chance.pick(updates), updates, chance);
      await sql`
        with d as (update sync.doc set head = head + 1 where name = ${name} returning id, head)
        insert into sync.upd (doc_id, seq, actor_id, data)
        select id, head, 'nobody', ${Buffer.from(update)} from d`.execute(owner);
    }
  });
});
