import { scanUpdate } from '@samspel/sync/protocol/scan-update';
import { readUpdates } from '@samspel/sync/store/documents';
import type { QueryExecutorProvider } from 'kysely';

/** How many of a document's updates bring what another one has brought already. */
export function doublesAmong(updates: readonly Uint8Array[]): number {
  const ends = new Map<number, number>();
  let doubled = 0;
  for (const update of updates) {
    for (const { client, start, end } of scanUpdate(update).ranges) {
      if (start < (ends.get(client) ?? 0)) doubled += 1;
      ends.set(client, end);
    }
  }
  return doubled;
}

export async function doubledRows(
  executor: QueryExecutorProvider,
  names: readonly string[],
): Promise<number> {
  const logs = await readUpdates(executor, [...names]);
  return [...logs.values()].reduce((sum, { updates }) => sum + doublesAmong(updates), 0);
}
