import { encodeRequest } from '@samspel/sync/protocol/requests';
import {
  beginNewHistories,
  freezeDocuments,
  readUpdates,
  thawDocuments,
} from '@samspel/sync/store/documents';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import { grant, newDocuments, newPerson, type TestPerson } from '@samspel/sync/testing/running-hub';
import { typist } from '@samspel/sync/testing/typist';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { startTestRedis } from '../../support/redis.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import { hubStarter } from '../sync/hub-starter.ts';
import type { HubProcess } from '../sync/installation.ts';

const database = await testDatabase();
const { app: db } = database;
const redis = await startTestRedis();
afterAll(() => redis.stop());
const startHubs = hubStarter(database.url);
// Who sends a thousand frames at once is slowed down otherwise, and who is refused often is sent away.
const patient = {
  updatesBurst: 1e6,
  refusalsPerMinute: 1e6,
  framesPerSecond: 1e6,
  framesBurst: 1e6,
};
const over = (limits: object = {}) => ({
  REDIS_URL: redis.url,
  HUB_LISTEN: '1',
  HUB_LIMITS: JSON.stringify({ ...patient, ...limits }),
});

const headOf = async (name: string) => (await readUpdates(db, [name])).get(name)?.head ?? 0;

async function enter(hub: HubProcess, person: TestPerson): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${hub.port}`);
  return client.greet(await issueTicket(db, person));
}

/** All that was said before is served: frames of a socket come in their order. */
let nonce = 0;
async function served(client: RawClient): Promise<void> {
  nonce += 1;
  const asked = nonce;
  client.say({ type: 'ping', nonce: asked });
  const answered = () => client.replies.some((r) => r.type === 'pong' && r.nonce === asked);
  await eventually('an answer', () => answered() || client.closeCode !== null, { everyMs: 2 });
}

/** What somebody has sent, as it went over the line: taken by the hub, or not sent yet. */
interface Captured {
  author: RawClient;
  handle: number;
  updates: Uint8Array[];
  frames: Uint8Array[];
}

async function capture(hub: HubProcess, name: string, person: TestPerson): Promise<Captured> {
  const author = await enter(hub, person);
  const { type } = typist();
  const handle = await author.join(name);
  const updates = Array.from({ length: 25 }, (_, n) => type(`${n} `));
  for (const update of updates.slice(0, 15)) await author.update(handle, update);
  const frames = updates.map((update, n) =>
    encodeRequest({ type: 'update', handle, message: 1000 + n, update }),
  );
  return { author, handle, updates, frames };
}

/** Sends all of it again as it was, and where the socket has a place, to that place; how much that is. */
async function replay(client: RawClient, captured: Captured, handle: number | null) {
  for (const frame of captured.frames) client.sayBytes(frame);
  if (handle !== null) for (const update of captured.updates) client.push(handle, update);
  await served(client);
  return captured.frames.length + (handle === null ? 0 : captured.updates.length);
}

/** From sockets of both at each hub; the onlookers hear what comes of it. */
async function replayEverywhere(
  hubs: readonly HubProcess[],
  name: string,
  people: readonly TestPerson[],
  captured: Captured,
) {
  let sent = 0;
  let shown = 0;
  for (const hub of hubs) {
    for (const person of people) {
      const client = await enter(hub, person);
      const handle = await client.join(name).catch(() => null);
      if (handle !== null) await client.next('synced');
      client.replies.length = 0;
      sent += await replay(client, captured, handle);
      shown += client.replies.filter((r) => r.type === 'batch' && r.updates.length > 0).length;
      client.close();
    }
  }
  return { sent, shown };
}

/** Frozen, then brought back from a backup, then without a right: the same frames each time. */
async function oneStory(hubs: readonly HubProcess[]) {
  const [author, other] = [newPerson(), newPerson()];
  const { names, scope } = await newDocuments(db, [author, other]);
  const name = names[0] as string;
  const captured = await capture(hubs[0] as HubProcess, name, author);
  await db.transaction().execute((trx) => freezeDocuments(trx, names, 'submitted'));
  const head = await headOf(name);
  const onlooker = await enter(hubs[1] as HubProcess, other);
  await onlooker.join(name);
  await onlooker.next('synced');
  onlooker.replies.length = 0;
  const heard = () => onlooker.replies.filter((r) => r.type === 'batch' && r.updates.length > 0);
  const counted = [await replayEverywhere(hubs, name, [author, other], captured)];
  counted.push({ sent: await replay(captured.author, captured, captured.handle), shown: 0 });
  counted.push({ sent: 0, shown: heard().length });
  expect(await headOf(name)).toBe(head);
  await beginNewHistories(database.owner);
  await Promise.all(hubs.map((hub) => hub.kill().then(() => hub.start())));
  counted.push(await replayEverywhere(hubs, name, [author, other], captured));
  expect(await headOf(name)).toBe(head);
  await grant(db, scope, names, [other]);
  await thawDocuments(db, names);
  counted.push(await replayEverywhere(hubs, name, [author], captured));
  // Whoever may write finds it as it was: nothing has been waiting for the thaw.
  const writer = await enter(hubs[1] as HubProcess, other);
  await writer.update(await writer.join(name), typist().type('open again'));
  return {
    sent: counted.reduce((sum, each) => sum + each.sent, 0),
    shown: counted.reduce((sum, each) => sum + each.shown, 0),
    applied: (await headOf(name)) - head - 1,
  };
}

describe('captured frames, sent again', () => {
  test('after a freeze, at another hub, after a backup was brought back, without a right: none is taken or shown', async () => {
    const { hubs, front } = await startHubs(2, over());
    const stories = rounds(1, 25, 0.03);
    const sum = { sent: 0, shown: 0, applied: 0 };
    for (; stories.due(); stories.done += 1) {
      const { sent, shown, applied } = await oneStory(hubs);
      sum.sent += sent;
      sum.shown += shown;
      sum.applied += applied;
    }
    front.stop();
    report('sent-again', {
      rounds: stories.figures(),
      also: { 'captured frames sent again': sum.sent, 'of them taken': sum.applied },
    });
    expect(sum).toEqual({ sent: sum.sent, shown: 0, applied: 0 });
  });

  test('control: a hub that does not know of the freeze takes what it had not seen', async () => {
    const never = { lookMs: 600_000, deafLookMs: 600_000 };
    const env = { ...over(never), HUB_LISTEN: '', HUB_CONTROL: 'blind-to-rights' };
    const { hubs } = await startHubs(1, env);
    const author = newPerson();
    const { names } = await newDocuments(db, [author]);
    const name = names[0] as string;
    const captured = await capture(hubs[0] as HubProcess, name, author);
    await db.transaction().execute((trx) => freezeDocuments(trx, names, 'submitted'));
    const head = await headOf(name);
    await replay(captured.author, captured, captured.handle);
    await eventually('taken', async () => (await headOf(name)) === head + 10);
  });
});
