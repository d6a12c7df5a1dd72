import type { Person } from './browser.ts';

/** The page can be opened without network from now on. */
export const workerReady = (who: Person): Promise<void> =>
  who.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // Taken over: this page's next navigation goes through the worker.
    while (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

/** How many records each store of this device holds. */
export const stores = (who: Person): Promise<Record<string, number>> =>
  who.page.evaluate(async () => {
    const counts: Record<string, number> = {};
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of db.objectStoreNames) {
        counts[`${name}/${store}`] = await new Promise<number>((resolve, reject) => {
          const request = db.transaction(store).objectStore(store).count();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      }
      db.close();
    }
    return counts;
  });

/** The records in the stores of this name, over all people of this device. */
export const recordsIn = async (who: Person, store: string): Promise<number> =>
  Object.entries(await stores(who))
    .filter(([name]) => name.endsWith(`/${store}`))
    .reduce((sum, [, count]) => sum + count, 0);
