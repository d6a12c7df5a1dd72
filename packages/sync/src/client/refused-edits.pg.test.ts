import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { freezeDocuments, thawDocuments } from '../store/documents.ts';
import { grant, newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage, saved, synced, textOf, type } from '../testing/stage.ts';
import { openMemoryOutbox } from './outbox-store.ts';

const stage = await openStage();

describe('edits that the server does not take', () => {
  test('a freeze hands unsent edits back, and the document shows what the server has', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const client = stage.connect(anna);
    const a = client.open(names[0]!);
    type(a, 'inlämnad. ');
    await saved(a);
    client.pause();
    type(a, 'för sent.');
    await freezeDocuments(stage.database.app, names, 'submitted');
    client.resume();
    await eventually('refused', () => a.state.refused);
    expect(a.state).toMatchObject({
      frozen: 'submitted',
      refused: { reason: 'frozen' },
      unsaved: 0,
    });
    expect(client.state.refused).toBe(1);
    expect(textOf(a.doc)).toBe('inlämnad. för sent.');
    expect(textOf(a.confirmedDocument())).toBe('inlämnad. ');
    expect(textOf(a.unsentDocument())).toBe('inlämnad. för sent.');
    const { generation } = a.state;
    expect(a.takeRefused()).toHaveLength(1);
    expect(a.state).toMatchObject({ refused: null, generation: generation + 1 });
    expect(textOf(a.doc)).toBe('inlämnad. ');
    expect(await stage.stored(names[0]!)).toBe('inlämnad. ');
    await thawDocuments(stage.database.app, names);
    await eventually('thawed', () => a.state.frozen === null);
    type(a, 'åter öppen.');
    await saved(a);
    await eventually(
      'taken',
      async () => (await stage.stored(names[0]!)) === 'inlämnad. åter öppen.',
    );
  });

  test("a freeze while the line is up is pushed; after the thaw the author's edits go through", async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const a = stage.connect(anna).open(names[0]!);
    await synced(a);
    await freezeDocuments(stage.database.app, names, 'submitting');
    await eventually('pushed', () => a.state.frozen === 'submitting');
    type(a, 'skrivet under frysning');
    await thawDocuments(stage.database.app, names);
    await saved(a);
    expect(await stage.stored(names[0]!)).toBe('skrivet under frysning');
    expect(a.state.refused).toBeNull();
  });

  test('refused edits survive a reload, are not shown as content, and can be sent again', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const store = openMemoryOutbox();
    const first = stage.connect(anna, { outbox: store });
    const a = first.open(names[0]!);
    await synced(a);
    first.pause();
    type(a, 'nekad');
    await freezeDocuments(stage.database.app, names, 'signed');
    first.resume();
    await eventually('refused', () => a.state.refused);
    await first.close();
    const second = stage.connect(anna, { outbox: store });
    const b = second.open(names[0]!);
    await synced(b);
    await eventually('known', () => b.state.refused?.count === 1);
    expect(textOf(b.doc)).toBe('');
    expect(textOf(b.unsentDocument())).toBe('nekad');
    await thawDocuments(stage.database.app, names);
    await eventually('thawed', () => b.state.frozen === null);
    expect(b.state.refused).not.toBeNull();
    b.resendRefused();
    await saved(b);
    expect(await stage.stored(names[0]!)).toBe('nekad');
    expect(textOf(b.doc)).toBe('nekad');
  });

  test('a withdrawn right is pushed, ends reading, and hands unsent edits back', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(stage.database.app, [anna, bert]);
    const client = stage.connect(bert);
    const a = stage.connect(anna).open(names[0]!);
    const b = client.open(names[0]!);
    await Promise.all([synced(a), synced(b)]);
    client.pause();
    type(b, 'osänt');
    await grant(stage.database.app, scope, names, [anna]);
    client.resume();
    await eventually('refused', () => b.state.refused?.reason === 'revoked');
    expect(b.state.access).toBe('none');
    type(a, 'hemligt');
    await saved(a);
    expect(textOf(b.doc)).not.toContain('hemligt');
    await grant(stage.database.app, scope, names, [anna, bert]);
    client.open(names[0]!);
    await eventually(
      'may again',
      () => b.state.access === 'write' && textOf(b.doc).includes('hemligt'),
    );
  });

  test('who may not read it any more finds the words after a reload, and nothing of the others', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(stage.database.app, [anna, bert]);
    const store = openMemoryOutbox();
    const first = stage.connect(bert, { outbox: store });
    const a = stage.connect(anna).open(names[0]!);
    const b = first.open(names[0]!);
    type(a, 'hemligt. ');
    await eventually('read', () => textOf(b.doc) === 'hemligt. ');
    type(b, 'sparat. ');
    await saved(b);
    first.pause();
    type(b, 'osänt');
    b.doc.getMap('map').set('antal', 3);
    await grant(stage.database.app, scope, names, [anna]);
    await first.close();
    // No screen opens it: it is a page of something else.
    const second = stage.connect(bert, { outbox: store });
    await eventually('refused', () => second.state.refused > 0);
    const [left] = second.refused();
    expect(left?.state).toMatchObject({ access: 'none', refused: { reason: 'revoked' } });
    const unsent = left!.unsentDocument();
    expect(textOf(unsent)).toBe('');
    expect(left!.unsentBeyond(unsent)).toEqual([
      { kind: 'text', text: 'osänt' },
      { kind: 'value', field: 'antal', value: '3' },
    ]);
    left!.discardRefused();
    expect(second.refused()).toEqual([]);
    await eventually('forgotten', async () => (await store.all()).length === 0);
  });

  test('what others deleted or overwrote meanwhile is read where the document does not show it', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const client = stage.connect(bert);
    const a = stage.connect(anna).open(names[0]!);
    const b = client.open(names[0]!);
    a.doc.getMap('map').set('rad', new Y.Map([['antal', 1]]));
    await saved(a);
    await eventually('read', () => b.doc.getMap('map').has('rad'));
    client.pause();
    (b.doc.getMap('map').get('rad') as Y.Map<unknown>).set('not', 'tänk på moms');
    type(b, 'synligt');
    a.doc.getMap('map').delete('rad');
    await saved(a);
    await freezeDocuments(stage.database.app, names, 'submitted');
    client.resume();
    await eventually('refused', () => b.state.refused && b.state.synced);
    const unsent = b.unsentDocument();
    expect(textOf(unsent)).toBe('synligt');
    expect(b.unsentBeyond(unsent)).toEqual([
      { kind: 'value', field: 'not', value: 'tänk på moms' },
    ]);
  });

  test('a writer who becomes a reader goes on reading', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(stage.database.app, [anna, bert]);
    const a = stage.connect(anna).open(names[0]!);
    const b = stage.connect(bert).open(names[0]!);
    await Promise.all([synced(a), synced(b)]);
    await stage.database.app.transaction().execute(async (trx) => {
      await grant(trx, scope, names, [anna]);
      await grant(trx, scope, names, [bert], 'read');
    });
    await eventually('read only', () => b.state.access === 'read');
    await eventually('locked out', () => a.state.access === 'none');
  });

  test('an update larger than a message is refused on the device instead of breaking the line', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const a = stage.connect(anna).open(names[0]!);
    await synced(a);
    type(a, 'x'.repeat(1_100_000));
    await eventually('refused', () => a.state.refused?.reason === 'invalid');
    a.discardRefused();
    type(a, 'går igen');
    await saved(a);
    expect(await stage.stored(names[0]!)).toBe('går igen');
  });
});
