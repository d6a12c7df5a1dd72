import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { OpenDocument } from '../client/document-state.ts';
import type { SyncClient } from '../client/sync-client.ts';
import { freezeDocuments, readUpdates, setAccess } from '../store/documents.ts';
import { readHistory } from '../store/history.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import {
  grant,
  newClient,
  newDocuments,
  newPerson,
  type RunningHub,
  runHub,
  type TestPerson,
} from '../testing/running-hub.ts';

const database = await testDatabase();
const hubs: RunningHub[] = [];
const hub = await start();
afterAll(() => Promise.all(hubs.map((each) => each.stop('at once'))));

async function start(run: Partial<Parameters<typeof runHub>[0]> = {}): Promise<RunningHub> {
  const running = await runHub({ url: database.url, ...run });
  hubs.push(running);
  return running;
}

const clients: SyncClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function connect(person: TestPerson, at = hub): SyncClient {
  const client = newClient(database.app, at.url, person);
  clients.push(client);
  return client;
}

const textOf = (doc: Y.Doc) => doc.getText('text').toString();
const type = (opened: OpenDocument, text: string) => {
  opened.doc.getText('text').insert(opened.doc.getText('text').length, text);
};

async function stored(name: string): Promise<{ text: string; head: number; doc: Y.Doc }> {
  const { updates, head } = (await readUpdates(database.app, [name])).get(name)!;
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return { text: textOf(doc), head, doc };
}

/** Types into all documents without pause, until told to stop. */
function keepTyping(documents: readonly OpenDocument[]): () => void {
  const timer = setInterval(() => {
    for (const document of documents) type(document, 'x');
  }, 2);
  return () => clearInterval(timer);
}

describe('who may write is decided where it is written', () => {
  test.each([
    ['announced', true],
    ['unannounced: found by the commit itself', false],
  ])('nothing is accepted after the commit of a freeze, under load (%s)', async (_how, listen) => {
    const here = await start({ listen, limits: listen ? {} : { lookMs: 600_000 } });
    const people = [newPerson(), newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, people, 3);
    const documents = people.flatMap((person) => {
      const client = connect(person, here);
      return names.map((name) => client.open(name));
    });
    await eventually('synced', () => documents.every((document) => document.state.synced));
    const stopTyping = keepTyping(documents);
    await eventually('written in all', async () =>
      (await Promise.all(names.map(stored))).every(({ head }) => head > 0),
    );
    await wait(100);
    const heads = await database.app.transaction().execute(async (trx) => {
      await freezeDocuments(trx, names, 'submitting');
      const read = await readUpdates(trx, names);
      return names.map((name) => read.get(name)!.head);
    });
    await wait(400);
    stopTyping();
    const after = await Promise.all(names.map((name) => stored(name)));
    expect(after.map(({ head }) => head)).toEqual(heads);
    expect(Math.min(...heads)).toBeGreaterThan(0);
    await eventually('handed back', () =>
      documents.every((d) => d.state.refused && !d.state.unsaved),
    );
    for (const document of documents) {
      const { doc } = after[names.indexOf(document.name)]!;
      const confirmed = Y.encodeStateVector(document.confirmedDocument());
      expect(Y.decodeStateVector(confirmed)).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
    }
  });

  test('nothing of a person is accepted after the commit of a withdrawal; the others go on', async () => {
    const here = await start({ listen: false, limits: { lookMs: 600_000 } });
    const [stays, goes] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(database.app, [stays, goes]);
    const a = connect(stays, here).open(names[0]!);
    const b = connect(goes, here).open(names[0]!);
    await eventually('synced', () => a.state.synced && b.state.synced);
    const stopTyping = keepTyping([a, b]);
    await wait(200);
    const before = await database.app.transaction().execute(async (trx) => {
      await setAccess(trx, scope, [{ name: names[0]!, personId: stays.personId, mode: 'write' }]);
      return (await readUpdates(trx, names)).get(names[0]!)!.head;
    });
    await wait(300);
    stopTyping();
    await eventually('shut out', () => b.state.access === 'none');
    const writers = new Set<string | null>();
    const after = readHistory(database.app, names[0]!, { since: before });
    for await (const { actorId } of after) writers.add(actorId);
    expect([...writers]).toEqual([stays.personId]);
    expect(b.state.refused?.reason).toBe('revoked');
  });

  test('control: without the epoch in the commit statement, a withdrawn right goes on writing', async () => {
    const real = openPool({ url: database.hubUrl, applicationName: 'control' });
    const blind: SqlPool = {
      query: ((query: { text: string }) =>
        real.query({
          ...query,
          name: undefined,
          text: query.text.replace('and l.epoch = b.epoch', ''),
        } as never)) as never,
    };
    const here = await start({
      listen: false,
      limits: { lookMs: 600_000 },
      options: { commits: blind },
    });
    const person = newPerson();
    const { names, scope } = await newDocuments(database.app, [person]);
    const a = connect(person, here).open(names[0]!);
    await eventually('synced', () => a.state.synced);
    await grant(database.app, scope, names, []);
    type(a, 'trots allt');
    await eventually('written', async () => (await stored(names[0]!)).text === 'trots allt');
    await clients.pop()!.close();
    await real.end();
  });

  test('a command that holds one document for long does not stall the others, and loses nothing', async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person], 2);
    const client = connect(person);
    const [held, free] = names.map((name) => client.open(name)) as [OpenDocument, OpenDocument];
    await eventually('synced', () => held.state.synced && free.state.synced);
    await database.app.transaction().execute(async (trx) => {
      await sql`select 1 from sync.doc where name = ${held.name} for update`.execute(trx);
      type(held, 'väntar');
      type(free, 'går');
      await eventually('the other is saved', () => free.state.unsaved === 0, { withinMs: 5000 });
      await wait(200);
      expect(held.state.unsaved).toBe(1);
    });
    await eventually('saved', () => held.state.unsaved === 0);
    expect((await stored(held.name)).text).toBe('väntar');
  });
});

describe('when the database fails', () => {
  /** A pool whose line can be cut: before a statement arrives, or before its answer does. */
  function fragile(): {
    pool: SqlPool;
    cut: (how: 'before' | 'after' | null) => void;
    end(): Promise<void>;
  } {
    const real = openPool({ url: database.hubUrl, applicationName: 'fragile' });
    let how: 'before' | 'after' | null = null;
    const pool: SqlPool = {
      query: (async (query: never) => {
        if (how === 'before') throw new Error('Connection terminated unexpectedly');
        const cutAfter = how === 'after';
        if (cutAfter) how = null;
        const result = await (real.query(query) as unknown as Promise<unknown>);
        if (cutAfter) throw new Error('Connection terminated unexpectedly');
        return result;
      }) as never,
    };
    return {
      pool,
      cut: (next) => {
        how = next;
      },
      end: () => real.end(),
    };
  }

  test('edits wait, sockets are not read, health says why, and all goes on when it is back', async () => {
    const line = fragile();
    const here = await start({ options: { commits: line.pool, reads: line.pool } });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const a = connect(person, here).open(names[0]!);
    type(a, 'före. ');
    await eventually('saved', () => a.state.unsaved === 0 && a.state.lastSavedAt);
    line.cut('before');
    type(a, 'under. ');
    await eventually('trouble', () => here.hub.trouble());
    await wait(300);
    type(a, 'mera. ');
    await wait(100);
    expect(a.state).toMatchObject({ unsaved: 2, connection: 'online' });
    line.cut(null);
    await eventually('saved', () => a.state.unsaved === 0);
    expect(here.hub.trouble()).toBeNull();
    expect((await stored(names[0]!)).text).toBe('före. under. mera. ');
    await clients.pop()!.close();
    await here.stop();
    hubs.splice(hubs.indexOf(here), 1);
    await line.end();
  });

  test('a commit whose answer was lost is not written twice', async () => {
    const line = fragile();
    const here = await start({ options: { commits: line.pool } });
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const a = connect(anna, here).open(names[0]!);
    const b = connect(bert, here).open(names[0]!);
    type(a, 'ett ');
    await eventually('saved', () => a.state.unsaved === 0 && b.state.synced);
    for (let i = 0; i < 5; i++) {
      line.cut('after');
      type(a, `${i} `);
      await eventually('saved', () => a.state.unsaved === 0);
    }
    await eventually('seen', () => textOf(b.doc) === 'ett 0 1 2 3 4 ');
    expect(await stored(names[0]!)).toMatchObject({ text: 'ett 0 1 2 3 4 ', head: 6 });
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await here.stop();
    hubs.splice(hubs.indexOf(here), 1);
    await line.end();
  });

  test('an update that cannot be stored is found among many and refused alone', async () => {
    await sql`
      create function sync.refuse_poison() returns trigger language plpgsql as $$
      begin
        if position('GIFT'::bytea in new.data) > 0 then raise exception 'poison'; end if;
        return new;
      end $$`.execute(database.owner);
    await sql`create trigger poison before insert on sync.upd
      for each row execute function sync.refuse_poison()`.execute(database.owner);
    const people = Array.from({ length: 8 }, () => newPerson());
    const { names } = await newDocuments(database.app, people, 2);
    const documents = people.map((person, i) => connect(person).open(names[i % 2]!));
    await eventually('synced', () => documents.every((document) => document.state.synced));
    for (let round = 0; round < 5; round++) {
      for (const [i, document] of documents.entries()) {
        type(document, round === 2 && i === 3 ? 'GIFT' : `${i}`);
      }
      await wait(40);
    }
    await eventually('settled', () => documents.every((document) => document.state.unsaved === 0));
    expect(documents.map((document) => document.state.refused?.reason ?? null)).toEqual(
      documents.map((_, i) => (i === 3 ? 'invalid' : null)),
    );
    const texts = await Promise.all(names.map(async (name) => (await stored(name)).text));
    for (const [i] of documents.entries()) {
      const count = texts[i % 2]!.split(`${i}`).length - 1;
      expect(count).toBe(i === 3 ? 2 : 5);
    }
    await sql`drop trigger poison on sync.upd`.execute(database.owner);
  });
});

describe('several hubs and restarts', () => {
  test('a clean stop acknowledges what it has taken and sends clients away with 1012', async () => {
    const here = await start();
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const codes: number[] = [];
    class Watched extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        this.addEventListener('close', (event) => codes.push(event.code));
      }
    }
    const client = newClient(database.app, here.url, person, { WebSocket: Watched });
    clients.push(client);
    const a = client.open(names[0]!);
    await eventually('synced', () => a.state.synced);
    const stopTyping = keepTyping([a]);
    await wait(200);
    await here.stop();
    stopTyping();
    await eventually('sent away', () => codes.includes(1012));
    const { text } = await stored(names[0]!);
    expect(textOf(a.confirmedDocument())).toBe(text);
    expect(text.length).toBeGreaterThan(0);
    hubs.splice(hubs.indexOf(here), 1);
  });

  test("two hubs over one database show each other's edits, by looking alone if need be", async () => {
    const [one, two] = await Promise.all([
      start({ limits: { lookMs: 100 } }),
      start({ limits: { lookMs: 100 } }),
    ]);
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const a = connect(anna, one).open(names[0]!);
    const b = connect(bert, two).open(names[0]!);
    await eventually('synced', () => a.state.synced && b.state.synced);
    const stopTyping = keepTyping([a, b]);
    await wait(500);
    stopTyping();
    await eventually('same', () => {
      return a.state.unsaved + b.state.unsaved === 0 && textOf(a.doc) === textOf(b.doc);
    });
    expect((await stored(names[0]!)).text).toBe(textOf(a.doc));
  });

  test('idleRoomMs: a document nobody uses is forgotten, and found again', async () => {
    const here = await start({ limits: { idleRoomMs: 1 } });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const first = connect(person, here);
    const a = first.open(names[0]!);
    type(a, 'ett');
    await eventually('saved', () => a.state.unsaved === 0 && a.state.lastSavedAt);
    expect(here.hub.state().documents).toBe(1);
    await first.close();
    await eventually('forgotten', () => here.hub.state().documents === 0);
    const b = connect(person, here).open(names[0]!);
    await eventually('there', () => textOf(b.doc) === 'ett');
    type(b, ' två');
    await eventually('saved', async () => (await stored(names[0]!)).text === 'ett två');
  });
});
