import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { OpenDocument } from '@samspel/sync/client/document-state';
import type { SyncClient } from '@samspel/sync/client/sync-client';
import { raiseShapes } from '@samspel/sync/store/documents';
import { issueTicket } from '@samspel/sync/store/tickets';
import { bytesOf, storedDocument } from '@samspel/sync/testing/peers';
import { newClient, newDocuments, newPerson } from '@samspel/sync/testing/running-hub';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { SyncClient as Older } from '../frozen/client-v1.js';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import { editorOfYesterday, StubbornEditor } from './editors-of-yesterday.ts';
import { hubStarter } from './hub-starter.ts';

const database = await testDatabase();
const { app: db } = database;
const startHubs = hubStarter(database.url);

const shapes = { text: 2 };
const raise = () => db.transaction().execute((trx) => raiseShapes(trx, shapes));

const hashOf = (doc: Y.Doc) => createHash('sha256').update(bytesOf(doc)).digest('hex');

/** What no editor of yesterday has a name for. */
function draw(doc: Y.Doc): void {
  const names = ['figure', 'paragraph', 'figure'];
  doc.getXmlFragment('content').push(names.map((each) => new Y.XmlElement(each)));
}

/** Whether editors that are open when a document is raised, or loaded after it, leave alone what today's draws. */
async function oneDocument(port: number): Promise<boolean> {
  const people = [newPerson(), newPerson(), newPerson(), newPerson(), newPerson()] as const;
  const [author, first, second, third, late] = people;
  const { names } = await newDocuments(db, people);
  const name = names[0]!;
  const url = `ws://127.0.0.1:${port}`;
  const older = new Older({ url: `${url}/sync`, ticket: () => issueTicket(db, first) });
  const clients: SyncClient[] = [newClient(db, url, author, { shapes }), older];
  clients.push(newClient(db, url, second));
  const opened = clients.map((client) => client.open(name));
  await eventually('synced', () => opened.every(({ state }) => state.synced));
  const stubborn = await StubbornEditor.enter(db, port, name, third);
  const [today, frozen, plain] = opened as [OpenDocument, OpenDocument, OpenDocument];
  const editors = [editorOfYesterday(frozen, 'later'), editorOfYesterday(plain), stubborn];
  for (const { doc } of opened) doc.getText('text').insert(0, 'x');
  stubborn.write('x');
  await eventually('all have written', () => today.doc.getText('text').length === 4);
  await raise();
  draw(today.doc);
  const hash = hashOf(today.doc);
  await eventually('drawn', () => today.state.unsaved === 0);
  const unchanged = async () => hashOf(await storedDocument(database, name)) === hash;
  clients.push(newClient(db, url, late));
  const loaded = clients.at(-1)!.open(name);
  await eventually('loaded', () => loaded.state.synced);
  editors.push(editorOfYesterday(loaded));
  const done = () => editors.every((editor) => editor.removed() >= 2) && stubborn.answered;
  await eventually('all have taken it out of theirs', async () => done() || !(await unchanged()));
  await wait(100);
  const left = await unchanged();
  stubborn.close();
  await Promise.all(clients.map((client) => client.close()));
  return left;
}

describe('an editor of yesterday', () => {
  test('changes no document of today, whether it is open when that is raised or loaded later', async () => {
    const { hubs, front } = await startHubs(1, { HUB_LISTEN: '1' });
    const documents = rounds(10, 100, 0.03);
    let changed = 0;
    for (; documents.due(); documents.done += 1) {
      if (!(await oneDocument(hubs[0]!.port))) changed += 1;
    }
    front.stop();
    report('yesterdays-editor', {
      rounds: documents.figures(),
      also: {
        'documents of today under an editor of yesterday': documents.done,
        'of them changed': changed,
      },
    });
    expect(changed).toBe(0);
  });

  test('control: at a hub that sees no shapes it takes out what it does not know', async () => {
    const env = { HUB_LISTEN: '1', HUB_CONTROL: 'blind-to-shapes' };
    const { hubs, front } = await startHubs(1, env);
    expect(await oneDocument(hubs[0]!.port)).toBe(false);
    front.stop();
  });
});
