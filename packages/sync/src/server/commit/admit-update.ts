import * as Y from 'yjs';
import { missingFor } from '../../protocol/missing-for.ts';
import { type Scan, scanUpdate } from '../../protocol/scan-update.ts';
import type { Refusal } from '../room/seat.ts';
import type { ClientClocks } from './client-clocks.ts';

export type Admission =
  | { verdict: 'take'; data: Uint8Array; ends: { client: number; end: number }[] }
  /** Nothing in it is new. */
  | { verdict: 'known' }
  | { verdict: 'refuse'; refusal: Refusal };

export const refusal = (
  code: Refusal['code'],
  reason: string,
  at: { client: number; clock: number } = { client: 0, clock: 0 },
): Refusal => ({ code, reason, ...at });

/** May be written, but not behind what another page of the same person may not write any more. */
export const behindRefused = refusal('busy', 'try again');

const nobody: readonly number[] = [];

/** ClientIDs in an update that nobody is bound to yet, each once however many ranges it has. */
export function unboundClients(scan: Scan, clocks: ClientClocks): readonly number[] {
  if (scan.ranges.every(({ client }) => clocks.ownerOf(client) !== null)) return nobody;
  const unbound = new Set<number>();
  for (const { client, end } of scan.ranges) {
    if (clocks.ownerOf(client) === null && end > clocks.committed(client)) unbound.add(client);
  }
  return [...unbound];
}

/**
 * Whether an update may follow what is known: new clocks only of one's own clientIDs, without a gap,
 * referring to nothing that nobody has sent. Known parts are cut off (an honest client sends again
 * what it got no answer for).
 */
export function admitUpdate(
  data: Uint8Array,
  scan: Scan,
  clocks: ClientClocks,
  personId: string,
): Admission {
  return simpleEdit(data, scan, clocks, personId) ?? admitAny(data, scan, clocks, personId);
}

/** Nearly every update: one clientID goes on where it was, beside what is known. Null: it is none of those. */
function simpleEdit(
  data: Uint8Array,
  { ranges, links, deletes }: Scan,
  clocks: ClientClocks,
  personId: string,
): Admission | null {
  if (ranges.length !== 1 || deletes.size > 0) return null;
  const { client, start, end } = ranges[0]!;
  if (start !== clocks.knownTo(personId, client)) return null;
  if (clocks.ownerOf(client) !== personId) return null;
  for (const { needsClient, needsClock } of links) {
    if (needsClock >= clocks.knownTo(personId, needsClient)) return null;
  }
  return { verdict: 'take', data, ends: [{ client, end }] };
}

function admitAny(data: Uint8Array, scan: Scan, clocks: ClientClocks, personId: string): Admission {
  const known = (client: number) => clocks.knownTo(personId, client);
  let fresh = false;
  let overlap = false;
  for (const range of scan.ranges) {
    const have = known(range.client);
    if (range.start < have) overlap = true;
    if (range.end <= have) continue;
    fresh = true;
    if (clocks.ownerOf(range.client) !== personId) {
      const at = { client: range.client, clock: have };
      return { verdict: 'refuse', refusal: refusal('foreign', 'clientID of another', at) };
    }
  }
  const missing = missingFor(scan, known);
  if (missing) {
    return { verdict: 'refuse', refusal: refusal('gap', 'builds on what is not here', missing) };
  }
  if (!fresh && scan.deletes.size === 0) return { verdict: 'known' };
  const ends = scan.ranges
    .filter((range) => range.end > known(range.client))
    .map(({ client, end }) => ({ client, end }));
  return { verdict: 'take', data: overlap ? withoutKnown(data, scan, known) : data, ends };
}

function withoutKnown(data: Uint8Array, scan: Scan, known: (client: number) => number): Uint8Array {
  const vector = new Map(scan.ranges.map(({ client }) => [client, known(client)]));
  const rest = Y.diffUpdate(data, Y.encodeStateVector(vector));
  scanUpdate(rest);
  return rest;
}
