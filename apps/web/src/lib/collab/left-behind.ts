import { device } from '#lib/session/device.svelte.ts';
import { keptOnDevice } from '#lib/session/kept.svelte.ts';

/**
 * Edits that a tab left on this device when it went are sent from whichever page is open, and asked
 * about at sign-out. Most people leave none: the engine is fetched only when there are some.
 */
export async function sendLeftBehind(personId: string): Promise<void> {
  const looking = look(personId);
  // Who signs out meanwhile waits for it: the store would be opened after it was to be wiped.
  const undo = device.onSignOut(() => looking);
  await looking.finally(undo);
}

async function look(personId: string): Promise<void> {
  const name = `samspel-sync-${personId}`;
  const known = await indexedDB.databases().catch(() => []);
  if (!known.some((database) => database.name === name)) return;
  const { openIndexedDbOutbox } = await import('@samspel/sync/client/indexeddb-outbox');
  const store = await openIndexedDbOutbox(personId);
  const left = await store.all();
  store.close();
  // What is kept is wiped at sign-out by whoever holds it open.
  if (left.length === 0 && keptOnDevice.personId !== personId) return;
  const { syncSession } = await import('./sync-session.svelte.ts');
  syncSession.clientOf(personId);
}
