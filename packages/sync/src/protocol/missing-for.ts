import type { Link, Scan } from './scan-update.ts';

/**
 * What of a scanned update is missing, if the reader knows `known(client)` clocks: the first gap in a
 * clientID's own clocks, or the first thing referred to or deleted that nobody has sent. Null when the
 * update can be applied whole, which also holds for parts that are already known.
 */
export function missingFor(
  scan: Scan,
  known: (client: number) => number,
): { client: number; clock: number } | null {
  const state = new Map<number, number>();
  const stateOf = (client: number) => state.get(client) ?? known(client);
  const progress = scan.ranges.map(() => ({ next: 0, done: false }));
  const linksOf: Link[][] = scan.ranges.map(() => []);
  for (const link of scan.links) linksOf[link.range]!.push(link);
  // Ranges may build on each other crosswise: go on as long as any of them gets further.
  let moved = true;
  let missing: { client: number; clock: number } | null = null;
  while (moved) {
    moved = false;
    missing = null;
    for (const [i, range] of scan.ranges.entries()) {
      const at = progress[i]!;
      if (at.done) continue;
      if (range.start > stateOf(range.client)) {
        missing ??= { client: range.client, clock: stateOf(range.client) };
        continue;
      }
      const links = linksOf[i]!;
      let blocked: Link | null = null;
      while (at.next < links.length && !blocked) {
        const link = links[at.next]!;
        if (link.needsClock < stateOf(link.needsClient)) {
          at.next += 1;
          moved = true;
        } else blocked = link;
      }
      const reached = blocked ? blocked.clock : range.end;
      if (reached > stateOf(range.client)) {
        state.set(range.client, reached);
        moved = true;
      }
      if (blocked) missing ??= { client: blocked.needsClient, clock: stateOf(blocked.needsClient) };
      else at.done = true;
    }
  }
  if (missing) return missing;
  for (const [client, end] of scan.deletes) {
    if (end > stateOf(client)) return { client, clock: stateOf(client) };
  }
  return null;
}
