import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { compactDocument } from '../../compaction/compact-document.ts';
import { commitUpdates } from '../../store/commit-updates.ts';
import { issueDocumentToken } from '../../store/tickets.ts';
import { newClient, newDocuments, newPerson, type TestPerson } from '../../testing/running-hub.ts';
import { openStage, synced, textOf } from '../../testing/stage.ts';
import { typist } from '../../testing/typist.ts';
import { openLogs, sound } from '../../testing/written-logs.ts';
import { syncMessage, syncStep1, syncStep2, syncUpdate } from '../socket/yjs-messages.ts';
import { DescribedDocuments } from './describe-document.ts';

const stage = await openStage();
const logs = await openLogs(stage.database);
const nothing = Y.encodeStateVector(new Y.Doc());

async function newDocument(person: TestPerson, updates: readonly Uint8Array[]) {
  const { names } = await newDocuments(stage.database.app, [person]);
  const { rows } = await sql<{ id: number; epoch: number }>`
    select id::float8 as id, epoch from sync.doc where name = ${names[0]!}`.execute(
    stage.database.owner,
  );
  const { id, epoch } = rows[0]!;
  for (let from = 0; from < updates.length; from += 8000) {
    const data = updates.slice(from, from + 8000);
    const run = data.map((each) => ({ actorId: person.personId, data: each }));
    await commitUpdates(logs.pool, [{ docId: id, epoch, updates: run }]);
  }
  return { name: names[0]!, id };
}

/** Says messages of the y-websocket protocol in one go; answers the sync messages that came, by their step. */
async function say(
  person: TestPerson,
  name: string,
  messages: readonly Uint8Array[],
  url = stage.hub.url,
) {
  const { personId, name: personName } = person;
  const who = { personId, documentName: name, name: personName };
  const token = await issueDocumentToken(stage.database.app, who);
  const socket = new WebSocket(`${url}/yjs/${name}?token=${token}`);
  const steps: number[] = [];
  let closed: number | null = null;
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0) steps.push(data[1]!);
  });
  socket.on('close', (code) => {
    closed = code;
  });
  await new Promise((resolve) => socket.once('open', resolve));
  for (const message of messages) socket.send(message);
  return { steps, socket, closed: () => closed };
}

test('what arrives while a description is on its way waits its turn, in its order', async () => {
  const person = newPerson();
  const theirs = typist();
  const first = theirs.type('ett två');
  const updates = [first];
  theirs.doc.on('update', (update: Uint8Array) => updates.push(update));
  theirs.doc.getText('text').delete(0, 4);
  const { name, id } = await newDocument(person, updates);
  const { doc, type } = typist();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(theirs.doc));
  const whole = Y.encodeStateAsUpdate(doc);
  const mine = [type(' tre'), type(' fyra')];
  const client = await say(person, name, [
    syncMessage(syncStep1, nothing),
    // Nothing of it is new: only the description tells.
    syncMessage(syncStep2, whole),
    syncMessage(syncUpdate, mine[0]!),
    syncMessage(syncStep1, nothing),
    syncMessage(syncUpdate, mine[1]!),
  ]);
  await eventually('stored', async () => (await stage.stored(name)) === 'två tre fyra');
  await eventually(
    'answered twice',
    () => client.steps.filter((s) => s === syncStep2).length === 2,
  );
  expect(client.steps.slice(0, 2)).toEqual([syncStep2, syncStep1]);
  expect(await logs.stateOf(id)).toMatchObject({ head: 4 });
  expect(client.closed()).toBeNull();
  client.socket.terminate();
});

test('a hub whose thread comes to nothing serves a snapshot out of the log, and sends others away to try again', async () => {
  const person = newPerson();
  const typing = typist();
  const { name, id } = await newDocument(person, [typing.type('ett '), typing.type('två')]);
  expect(await compactDocument({ pool: logs.pool, judge: sound }, id)).toMatchObject({ rows: 2 });
  const poor = await stage.start({ limits: { builderTasks: 0 } });
  const native = newClient(stage.database.app, poor.url, person);
  stage.clients.push(native);
  const opened = native.open(name);
  await synced(opened);
  expect(textOf(opened.doc)).toBe('ett två');
  const client = await say(person, name, [syncMessage(syncStep1, nothing)], poor.url);
  await eventually('sent away', () => client.closed() === 1012);
});

test('the history of one document does not hold the loop that serves the others', async () => {
  const person = newPerson();
  const { name, id } = await newDocument(person, longHistory(30_000));
  // So long it holds the loop where it is built.
  const held = await longestPause(() =>
    new DescribedDocuments(logs.pool).describe(id, '', nothing),
  );
  // The thread is there, as in a hub that has been up for a moment.
  const other = await newDocument(person, [typist().type('x')]);
  const warm = await say(person, other.name, [syncMessage(syncStep1, nothing)]);
  await eventually('answered', () => warm.steps.includes(syncStep2), { everyMs: 5 });
  const pause = await longestPause(async () => {
    const client = await say(person, name, [syncMessage(syncStep1, nothing)]);
    await eventually('answered', () => client.steps.includes(syncStep2), { everyMs: 5 });
    client.socket.terminate();
  });
  warm.socket.terminate();
  expect(pause).toBeLessThan(held / 2);
});

/** Typing, and now and then a word is taken back: one update each. */
function longHistory(count: number): Uint8Array[] {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  while (updates.length < count) {
    if (updates.length % 50 === 49) text.delete(text.length - 5, 5);
    else text.insert(text.length, 'x');
  }
  return updates;
}

/** The longest time for which nothing else had its turn while the work was done, ms. */
async function longestPause(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  await work();
  look();
  clearInterval(timer);
  return longest;
}
