import { isOutage } from '../store/is-outage.ts';
import type { StoredSnapshot } from '../store/snapshots.ts';

export interface SnapshotAnswer {
  status: 200 | 204 | 304;
  headers: Record<string, string>;
  body: Uint8Array | null;
}

/**
 * A long document, packed when it was compacted: sent as it lies. Drafts do not stay in the caches of
 * browsers, so the ETag is there to say of when it is, and for those who hold a copy of their own.
 */
export function answerSnapshot(
  found: StoredSnapshot | null,
  ifNoneMatch: string | undefined,
): SnapshotAnswer {
  if (!found) return { status: 204, headers: {}, body: null };
  const etag = `"${found.incarnation}.${found.seq}"`;
  if (ifNoneMatch === etag) return { status: 304, headers: { ETag: etag }, body: null };
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Encoding': 'gzip',
    'Cache-Control': 'private, no-store',
    ETag: etag,
  };
  return { status: 200, headers, body: found.packed };
}

const retrySeconds = 5;

/** While the database is away: the socket waits for it, and brings all of it. Null where that is not what is wrong. */
export function answerOutage(
  error: unknown,
): { status: 503; headers: Record<string, string> } | null {
  if (!isOutage(error)) return null;
  return { status: 503, headers: { 'Retry-After': String(retrySeconds) } };
}
