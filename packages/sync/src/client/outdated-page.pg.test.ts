import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import { freezeDocuments, raiseShapes, thawDocuments } from '../store/documents.ts';
import { newClient, newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage, saved, synced, textOf, type } from '../testing/stage.ts';
import { openMemoryOutbox } from './outbox-store.ts';

const stage = await openStage();
const { app } = stage.database;
const shapes = { text: 2 };

const raise = () => app.transaction().execute((trx) => raiseShapes(trx, shapes));

describe('a page that is older than the document', () => {
  test('keeps what it wrote, and the newer page sends it', async () => {
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const outbox = openMemoryOutbox();
    const older = stage.connect(person, { outbox });
    const a = older.open(names[0]!);
    type(a, 'sparat. ');
    await saved(a);
    older.pause();
    type(a, 'osänt. ');
    await raise();
    older.resume();
    await eventually('told', () => a.state.outdated);
    expect(a.state).toMatchObject({ access: 'read', frozen: null, unsaved: 1, refused: null });
    expect(older.state).toMatchObject({ unsaved: 1, heldBack: 1, refused: 0 });
    await wait(100);
    expect(await stage.stored(names[0]!)).toBe('sparat. ');
    await older.close();
    const b = stage.connect(person, { outbox, shapes }).open(names[0]!);
    await saved(b);
    expect(b.state).toMatchObject({ access: 'write', outdated: false });
    expect(await stage.stored(names[0]!)).toBe('sparat. osänt. ');
    await eventually('forgotten', async () => (await outbox.all()).length === 0);
  });

  test('keeps what was on its way when the document was raised', async () => {
    const deaf = await stage.start({ listen: false, limits: { lookMs: 600_000 } });
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const outbox = openMemoryOutbox();
    const older = newClient(app, deaf.url, person, { outbox });
    stage.clients.push(older);
    const a = older.open(names[0]!);
    await synced(a);
    await raise();
    type(a, 'på väg. ');
    await eventually('told', () => a.state.outdated);
    expect(a.state).toMatchObject({ unsaved: 1, refused: null });
    expect(await stage.stored(names[0]!)).toBe('');
    await older.close();
    const b = stage.connect(person, { outbox, shapes }).open(names[0]!);
    await saved(b);
    expect(await stage.stored(names[0]!)).toBe('på väg. ');
  });

  test('sends nothing of what its editor takes out, nor leaves it behind', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(app, [anna, bert]);
    const outbox = openMemoryOutbox();
    const older = stage.connect(anna, { outbox });
    const a = older.open(names[0]!);
    await synced(a);
    await raise();
    await eventually('told', () => a.state.outdated);
    const b = stage.connect(bert, { shapes }).open(names[0]!);
    await synced(b);
    type(b, 'av idag');
    await saved(b);
    await eventually('shown', () => textOf(a.doc) === 'av idag');
    a.doc.getText('text').delete(0, 7);
    await wait(100);
    expect(a.state).toMatchObject({ unsaved: 0, refused: null });
    await older.close();
    expect(await outbox.all()).toEqual([]);
    expect(await stage.stored(names[0]!)).toBe('av idag');
  });

  test('hands back what a freeze refuses, like any other', async () => {
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const older = stage.connect(person);
    const a = older.open(names[0]!);
    await synced(a);
    older.pause();
    type(a, 'för sent. ');
    await raise();
    await freezeDocuments(app, names, 'submitted');
    older.resume();
    await eventually('refused', () => a.state.refused?.reason === 'frozen');
    expect(older.state).toMatchObject({ unsaved: 0, heldBack: 0, refused: 1 });
    await thawDocuments(app, names);
    await eventually('held back', () => older.state.heldBack === 1);
    expect(a.state).toMatchObject({ outdated: true, refused: null });
    expect(await stage.stored(names[0]!)).toBe('');
  });
});
