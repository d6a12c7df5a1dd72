import * as Y from 'yjs';
import type { DocumentKind } from './names.ts';
import { newDocument } from './open-document.ts';

/** Peers on one document that exchange what they have only when told to. */
export function openPeers(kind: DocumentKind, count: number): Y.Doc[] {
  return Array.from({ length: count }, (_, at) => {
    const doc = newDocument(kind);
    doc.clientID = 1000 + at;
    return doc;
  });
}

/** Brings what one peer lacks from another. */
export function pull(to: Y.Doc, from: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'remote');
}

export function exchangeAll(peers: readonly Y.Doc[]): void {
  for (const from of peers) for (const to of peers) if (from !== to) pull(to, from);
}

export function copyOf(doc: Y.Doc, kind: DocumentKind): Y.Doc {
  const copy = newDocument(kind);
  pull(copy, doc);
  return copy;
}
