import { setTimeout as wait } from 'node:timers/promises';
import { readUpdates, setAccess } from '@samspel/sync/store/documents';
import { readHistory } from '@samspel/sync/store/history';
import { newClient, newDocuments, newPerson } from '@samspel/sync/testing/running-hub';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { startTestRedis } from '../../support/redis.ts';
import { seeded } from '../../support/seeded.ts';
import { percentile } from '../support/percentile.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import { hubStarter } from '../sync/hub-starter.ts';
import type { HubProcess } from '../sync/installation.ts';
import { Stubborn } from './stubborn.ts';

const random = seeded();
const { app: db, url } = await testDatabase();
const redis = await startTestRedis();
afterAll(() => redis.stop());
const startHubs = hubStarter(url);

interface Withdrawal {
  /** Updates of theirs in the log that came after the commit of the withdrawal. */
  written: number;
  /** For how long after it they still heard of what others wrote, ms. */
  heardMs: number;
  /** Whether they could open the document again. */
  cameIn: boolean;
}

interface Document {
  name: string;
  scope: string;
}

async function writtenBy(personId: string, name: string, since: number): Promise<number> {
  let count = 0;
  for await (const { actorId } of readHistory(db, name, { since })) {
    if (actorId === personId) count += 1;
  }
  return count;
}

/** Takes their right; where the log stood then, and when it was done. */
async function withdraw({ name, scope }: Document, staysId: string) {
  await wait(random.next() * 300);
  const head = await db.transaction().execute(async (trx) => {
    await setAccess(trx, scope, [{ name, personId: staysId, mode: 'write' }]);
    return (await readUpdates(trx, [name])).get(name)?.head ?? 0;
  });
  return { head, at: performance.now() };
}

const goersAtOnce = 5;

/** Some lose their right while everybody writes; one stays and writes everywhere. */
async function withdrawals(hubs: readonly HubProcess[], toldWithinMs: number) {
  const stays = newPerson();
  const goers = Array.from({ length: goersAtOnce }, () => newPerson());
  const documents: Document[] = [];
  for (const goer of goers) {
    const { names, scope } = await newDocuments(db, [stays, goer]);
    documents.push({ name: names[0] as string, scope });
  }
  const portOf = (n: number) => hubs[n % hubs.length]?.port ?? 0;
  const client = newClient(db, `ws://127.0.0.1:${portOf(0)}`, stays);
  const opened = documents.map(({ name }) => client.open(name));
  const stubborn = await Promise.all(
    goers.map((goer, n) => Stubborn.enter(db, portOf(n), documents[n]?.name as string, goer)),
  );
  const typing = setInterval(() => {
    for (const { doc } of opened) doc.getArray('array').push(['y']);
  }, 40);
  try {
    await Promise.all(stubborn.map((one) => one.hears()));
    const gone = await Promise.all(documents.map((each) => withdraw(each, stays.personId)));
    const told = () => stubborn.every(({ toldAt }) => toldAt > 0);
    await eventually('all are told', told, { withinMs: toldWithinMs }).catch(() => {});
    // What is on its way arrives, and what they still send.
    await wait(300);
    const outcome = async (one: Stubborn, n: number): Promise<Withdrawal> => {
      const { head, at } = gone[n] as { head: number; at: number };
      const { name } = documents[n] as Document;
      const cameIn = await one.comesIn();
      const written = await writtenBy(one.person.personId, name, head);
      return { written, heardMs: Math.max(0, one.heardAt - at), cameIn };
    };
    return await Promise.all(stubborn.map(outcome));
  } finally {
    clearInterval(typing);
    for (const one of stubborn) one.leave();
    await client.close();
  }
}

async function again(name: string, env: Record<string, string>, between: (n: number) => unknown) {
  const { hubs, front } = await startHubs(2, env);
  const turns = rounds(2, 100, 0.04);
  const heardMs: number[] = [];
  let written = 0;
  for (; turns.due(); turns.done += 1) {
    await between(turns.done);
    for (const outcome of await withdrawals(hubs, 20_000)) {
      heardMs.push(outcome.heardMs);
      written += outcome.written;
      expect(outcome.cameIn).toBe(false);
    }
  }
  front.stop();
  report(name, {
    ...{ seed: random.seed, rounds: turns.figures() },
    also: { 'rights withdrawn': heardMs.length, 'written after a withdrawal': written },
    measured: {
      'heard after a withdrawal p99, ms': Math.round(percentile(heardMs, 99)),
      'heard after a withdrawal at most, ms': Math.round(percentile(heardMs, 100)),
    },
  });
  expect(written).toBe(0);
  expect(Math.max(...heardMs)).toBeLessThan(5000);
}

describe('a right that is withdrawn while everybody writes', () => {
  test('from the commit on nothing is taken, and soon nothing is shown', async () => {
    await again('withdrawn-told', { HUB_LISTEN: '1', REDIS_URL: redis.url }, () => {});
  });

  test('nor where hubs hear of nothing: no announcement, and every second time no Redis', async () => {
    await again('withdrawn-cut-off', { REDIS_URL: redis.url }, (n) =>
      n % 2 === 0 ? redis.kill() : redis.start(),
    );
  });

  test('control: a hub that asks nobody goes on', async () => {
    const never = JSON.stringify({ lookMs: 600_000, deafLookMs: 600_000 });
    const { hubs } = await startHubs(1, { HUB_CONTROL: 'blind-to-rights', HUB_LIMITS: never });
    for (const { written, heardMs } of await withdrawals(hubs, 1500)) {
      expect(written).toBeGreaterThan(0);
      expect(heardMs).toBeGreaterThan(1000);
    }
  });
});
