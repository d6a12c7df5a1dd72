import type { KeptDocument, OutboxEntry, OutboxStore } from './outbox-store.ts';

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

type StoredEntry = Omit<OutboxEntry, 'update'> & Sealed;
type StoredDocument = Omit<KeptDocument, 'update'> & Sealed;

const version = 2;
const keyId = 'device';

/**
 * The outbox on this device's disk. What a person wrote is encrypted with a key that this browser made
 * and never hands out: a copied profile folder is of no use elsewhere, and `wipe` makes the rest unreadable.
 * Rejects where the browser has no IndexedDB or no crypto (insecure origin, private mode of some).
 */
export async function openIndexedDbOutbox(
  personId: string,
  factory: IDBFactory = indexedDB,
): Promise<OutboxStore> {
  const name = `samspel-sync-${personId}`;
  const db = await openDatabase(factory, name);
  const box = new Box(await deviceKey(db));
  return {
    durable: true,
    async put(entries) {
      // Sealed first: a transaction does not wait for anything but its own requests.
      const stored = await Promise.all(
        entries.map(async ({ update, ...rest }): Promise<StoredEntry> => {
          return { ...rest, ...(await box.seal(update, rest.key)) };
        }),
      );
      await write(db, 'outbox', (store) => {
        for (const entry of stored) store.put(entry);
      });
    },
    async remove(keys) {
      await write(db, 'outbox', (store) => {
        for (const key of keys) store.delete(key);
      });
    },
    async all() {
      const stored = await read<StoredEntry[]>(db, 'outbox', (store) => store.getAll());
      const opened = await Promise.all(
        stored.map(async ({ iv, data, ...rest }): Promise<OutboxEntry | null> => {
          // One damaged record must not hide the others.
          const update = await box.open({ iv, data }, rest.key).catch(() => null);
          return update && { ...rest, update };
        }),
      );
      return opened.filter((entry) => entry !== null);
    },
    async keep({ update, ...rest }) {
      const stored = { ...rest, ...(await box.seal(update, rest.document)) };
      await write(db, 'documents', (store) => store.put(stored));
    },
    async kept(document) {
      const stored = await read<StoredDocument | undefined>(db, 'documents', (store) =>
        store.get(document),
      );
      if (!stored) return null;
      const { iv, data, ...rest } = stored;
      return { ...rest, update: await box.open({ iv, data }, document) };
    },
    keptNames() {
      return read(db, 'documents', (store) => store.getAllKeys()) as Promise<string[]>;
    },
    async forget(documents) {
      await write(db, 'documents', (store) => {
        for (const document of documents) store.delete(document);
      });
    },
    async note(name, content) {
      const sealed = content && (await box.seal(content, `note:${name}`));
      await write(db, 'notes', (store) => {
        if (sealed) store.put(sealed, name);
        else store.delete(name);
      });
    },
    async noted(name) {
      const sealed = await read<Sealed | undefined>(db, 'notes', (store) => store.get(name));
      return sealed ? box.open(sealed, `note:${name}`) : null;
    },
    async wipe() {
      const transaction = db.transaction(stores, 'readwrite');
      for (const store of stores) transaction.objectStore(store).clear();
      await done(transaction);
      db.close();
      // Another tab may hold it open; it is empty either way.
      factory.deleteDatabase(name);
    },
    close() {
      db.close();
    },
  };
}

const stores = ['key', 'outbox', 'documents', 'notes'];

function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        request.result.createObjectStore('key');
        request.result.createObjectStore('outbox', { keyPath: 'key' });
        request.result.createObjectStore('documents', { keyPath: 'document' });
      }
      if (oldVersion < 2) request.result.createObjectStore('notes');
    };
    request.onsuccess = () => {
      // So that another tab can wipe or upgrade.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/** Made at first use. Two tabs at once: the one that stores first wins, the other uses that key. */
async function deviceKey(db: IDBDatabase): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const transaction = db.transaction('key', 'readwrite');
  const store = transaction.objectStore('key');
  const key = await new Promise<CryptoKey>((resolve, reject) => {
    const request = store.get(keyId) as IDBRequest<CryptoKey | undefined>;
    request.onsuccess = () => {
      if (!request.result) store.put(made, keyId);
      resolve(request.result ?? made);
    };
    request.onerror = () => reject(request.error);
  });
  await done(transaction);
  return key;
}

class Box {
  readonly #key: CryptoKey;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** Bound to its place: a sealed text moved to another place does not open. */
  async seal(bytes: Uint8Array, place: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(place);
    const algorithm = { name: 'AES-GCM', iv, additionalData };
    const data = await crypto.subtle.encrypt(algorithm, this.#key, new Uint8Array(bytes));
    return { iv, data };
  }

  async open({ iv, data }: Sealed, place: string): Promise<Uint8Array> {
    const additionalData = new TextEncoder().encode(place);
    const algorithm = { name: 'AES-GCM', iv, additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, this.#key, data));
  }
}

async function write(
  db: IDBDatabase,
  name: string,
  work: (store: IDBObjectStore) => void,
): Promise<void> {
  // Outlives the page and the browser; a power cut of the device within milliseconds it may not.
  const transaction = db.transaction(name, 'readwrite', { durability: 'relaxed' });
  work(transaction.objectStore(name));
  await done(transaction);
}

function read<T>(
  db: IDBDatabase,
  name: string,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = work(db.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
