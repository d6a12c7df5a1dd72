import { setTimeout as wait } from 'node:timers/promises';
import type { OpenDocument } from '@samspel/sync/client/document-state';
import { type OutboxStore, openMemoryOutbox } from '@samspel/sync/client/outbox-store';
import {
  freezeDocuments,
  readUpdates,
  setAccess,
  thawDocuments,
} from '@samspel/sync/store/documents';
import { disconnectPerson } from '@samspel/sync/store/tickets';
import {
  grant,
  newClient,
  newDocuments,
  newPerson,
  type TestPerson,
} from '@samspel/sync/testing/running-hub';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import { hubStarter } from '../sync/hub-starter.ts';

const random = seeded();
const { app: db, url } = await testDatabase();
const startHubs = hubStarter(url);

interface Scene {
  writer: TestPerson;
  other: TestPerson;
  name: string;
  scope: string;
}

/** What happens while somebody who was writing has no line. */
const meanwhile: Record<string, (scene: Scene) => Promise<unknown>> = {
  nothing: async () => {},
  frozen: ({ name }) => freezeDocuments(db, [name], 'submitted'),
  'frozen and thawed': async ({ name }) => {
    await freezeDocuments(db, [name], 'submitting');
    await thawDocuments(db, [name]);
  },
  withdrawn: ({ scope, name, other }) => grant(db, scope, [name], [other]),
  'withdrawn and given back': async ({ scope, name, writer, other }) => {
    await setAccess(db, scope, []);
    await grant(db, scope, [name], [writer, other]);
  },
  'signed out': ({ writer }) => disconnectPerson(db, writer.personId),
};

const tokensOf = (doc: Y.Doc) => doc.getArray<string>('array').toArray();

/** As a screen offers it: what the document shows, and what it cannot. */
function offeredBy(document: OpenDocument) {
  const unsent = document.unsentDocument();
  const beyond = document.unsentBeyond(unsent).map((writing) => {
    return writing.kind === 'text' ? writing.text : writing.value;
  });
  return { shown: tokensOf(unsent), beyond };
}

async function stored(name: string): Promise<Set<string>> {
  const doc = new Y.Doc();
  for (const update of (await readUpdates(db, [name])).get(name)?.updates ?? []) {
    Y.applyUpdate(doc, update);
  }
  return new Set(tokensOf(doc));
}

interface Cut {
  what: keyof typeof meanwhile;
  /** The page is loaded anew, with what this device has then. */
  reload: ((kept: OutboxStore) => OutboxStore) | null;
}

/** Somebody is cut off in the middle of an edit and comes back: which of their words are nowhere? */
async function lostBy(url: string, { what, reload }: Cut) {
  const [writer, other] = [newPerson(), newPerson()];
  const { names, scope } = await newDocuments(db, [writer, other]);
  const name = names[0] as string;
  const outbox = openMemoryOutbox();
  let client = newClient(db, url, writer, { outbox, heartbeatMs: 500 });
  let document = client.open(name);
  await eventually('synced', () => document.state.synced);
  const written: string[] = [];
  const write = () => {
    written.push(String(written.length));
    document.doc.getArray('array').push([written.at(-1)]);
  };
  for (let n = 0; n < 10; n += 1) {
    write();
    await wait(random.next() * 40);
  }
  client.pause();
  for (let n = 0; n < 5; n += 1) write();
  await meanwhile[what]?.({ writer, other, name, scope });
  if (reload) {
    await client.close();
    client = newClient(db, url, writer, { outbox: reload(outbox), heartbeatMs: 500 });
    document = client.open(name);
  } else client.resume();
  await eventually(`settled after ${what}`, () => {
    const { unsaved, synced, access } = document.state;
    return client.state.connection === 'online' && unsaved === 0 && (synced || access === 'none');
  });
  const there = await stored(name);
  const notTaken = written.filter((token) => !there.has(token));
  const { refused } = document.state;
  const { shown, beyond } = offeredBy(document);
  const offered = new Set([...shown, ...beyond]);
  await client.close();
  return {
    lost: notTaken.filter((token) => !offered.has(token)).length,
    beyond: beyond.length,
    notTaken: notTaken.length,
    saidSo: notTaken.length === 0 || refused !== null,
  };
}

const cuts: Cut[] = Object.keys(meanwhile).flatMap((what) => [
  { what, reload: null },
  { what, reload: (kept) => kept },
]);

describe('somebody who is cut off in the middle of an edit', () => {
  test('finds every word again: saved, or said to be refused and there to take', async () => {
    const { hubs, front } = await startHubs(1, { HUB_LISTEN: '1' });
    const address = `ws://127.0.0.1:${hubs[0]?.port}`;
    const turns = rounds(1, 42, 0.03);
    const sum = { lost: 0, beyond: 0, refused: 0, silent: 0, cuts: 0 };
    for (; turns.due(); turns.done += 1) {
      for (const outcome of await Promise.all(cuts.map((cut) => lostBy(address, cut)))) {
        sum.lost += outcome.lost;
        sum.beyond += outcome.beyond;
        sum.refused += outcome.notTaken;
        sum.silent += outcome.saidSo ? 0 : 1;
        sum.cuts += 1;
      }
    }
    front.stop();
    report('cut-off', {
      ...{ seed: random.seed, rounds: turns.figures(), lost: sum.lost },
      also: {
        'lines cut in the middle of an edit': sum.cuts,
        'edits refused and handed back': sum.refused,
        'of them read without their document': sum.beyond,
      },
    });
    expect(sum).toMatchObject({ lost: 0, silent: 0 });
    expect(sum.refused).toBeGreaterThan(0);
    // Who lost the right has no document any more to read them in.
    expect(sum.beyond).toBeGreaterThan(0);
  });

  test('control: a device that keeps nothing is found out', async () => {
    const { hubs } = await startHubs(1, { HUB_LISTEN: '1' });
    const forgetful: Cut = { what: 'nothing', reload: () => openMemoryOutbox() };
    const { lost } = await lostBy(`ws://127.0.0.1:${hubs[0]?.port}`, forgetful);
    expect(lost).toBeGreaterThanOrEqual(5);
  });
});
