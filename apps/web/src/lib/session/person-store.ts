import type { OutboxStore } from '@samspel/sync/client/outbox-store';

/** Works in what this device remembers for a person; null where it keeps nothing (some private windows). */
export async function inPersonStore<T>(
  personId: string,
  work: (store: OutboxStore) => Promise<T>,
): Promise<T | null> {
  try {
    const { openIndexedDbOutbox } = await import('@samspel/sync/client/indexeddb-outbox');
    const store = await openIndexedDbOutbox(personId);
    try {
      return await work(store);
    } finally {
      store.close();
    }
  } catch {
    return null;
  }
}

export const noteOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value));

export async function readNote<T>(personId: string, name: string): Promise<T | null> {
  const content = await inPersonStore(personId, (store) => store.noted(name));
  return content ? JSON.parse(new TextDecoder().decode(content)) : null;
}
