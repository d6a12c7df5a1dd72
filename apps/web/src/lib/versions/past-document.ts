import type { DocumentKind } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import type * as Y from 'yjs';
import { trpc } from '#lib/api/trpc.ts';

/** All that was written in a document up to a change, one update for each: the server hands on its log. */
export async function fetchUpdates(name: string, until: number): Promise<Uint8Array[]> {
  const updates: Uint8Array[] = [];
  for (let since = 0; ; ) {
    const piece = await trpc.proposal.version.query({ name, until, since });
    updates.push(...piece.updates.map(bytesOf));
    if (piece.complete) return updates;
    since = piece.to;
  }
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** How the document stood after that many of them; null when they make no document. */
export function pastDocument(
  kind: DocumentKind,
  updates: readonly Uint8Array[],
  count: number,
): Y.Doc | null {
  try {
    return openDocument(kind, updates.slice(0, count));
  } catch {
    return null;
  }
}
