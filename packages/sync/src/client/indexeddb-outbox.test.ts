import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openIndexedDbOutbox } from './indexeddb-outbox.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const document = { incarnation: 'a', seq: 3, access: 'write' as const };

test('what is kept and noted is there for its person alone, sealed, until it is forgotten', async () => {
  const factory = new IDBFactory();
  const store = await openIndexedDbOutbox('anna', factory);
  await store.keep({ ...document, document: 'budget/1/a', update: bytes('sum') });
  await store.keep({ ...document, document: 'budget/2/a', update: bytes('other') });
  await store.note('proposal/1', bytes('the view'));
  const other = await openIndexedDbOutbox('bo', factory);
  expect([await other.keptNames(), await other.noted('proposal/1')]).toEqual([[], null]);
  other.close();
  store.close();

  const later = await openIndexedDbOutbox('anna', factory);
  expect(await later.keptNames()).toEqual(['budget/1/a', 'budget/2/a']);
  expect(await later.noted('proposal/1')).toEqual(bytes('the view'));
  expect(JSON.stringify(await rawNotes(factory, 'anna'))).not.toContain('the view');
  await later.forget(['budget/1/a']);
  await later.note('proposal/1', null);
  expect(await later.keptNames()).toEqual(['budget/2/a']);
  expect(await later.kept('budget/1/a')).toBeNull();
  expect(await later.noted('proposal/1')).toBeNull();
  later.close();
});

test('a store of before there were notes is led forward and keeps its edits', async () => {
  const factory = new IDBFactory();
  await new Promise<void>((resolve, reject) => {
    const request = factory.open('samspel-sync-anna', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('key');
      request.result.createObjectStore('outbox', { keyPath: 'key' });
      request.result.createObjectStore('documents', { keyPath: 'document' });
    };
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => reject(request.error);
  });
  const store = await openIndexedDbOutbox('anna', factory);
  const entry = { key: '1-t', document: 'budget/1/a', owner: 't', refused: null };
  await store.put([{ ...entry, update: bytes('edit') }]);
  await store.note('me', bytes('anna'));
  expect(await store.all()).toEqual([{ ...entry, update: bytes('edit') }]);
  expect(await store.noted('me')).toEqual(bytes('anna'));
  store.close();
});

function rawNotes(factory: IDBFactory, person: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const request = factory.open(`samspel-sync-${person}`);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const all = request.result.transaction('notes').objectStore('notes').getAll();
      all.onsuccess = () => {
        request.result.close();
        const text = (part: unknown) =>
          part instanceof ArrayBuffer ? new TextDecoder().decode(part) : '';
        resolve(all.result.map((note: { data: unknown }) => text(note.data)));
      };
    };
  });
}
