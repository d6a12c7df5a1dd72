import * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import { migrateForward } from './migrations.ts';
import type { DocumentKind } from './names.ts';

export interface OpenOptions {
  /** The shape version that the updates were written in. */
  shapeVersion?: number;
}

/**
 * Builds the document that a log of updates describes, led forward to the current shape. Throws
 * when the log has a hole: half a document must never be read as a whole one.
 */
export function openDocument(
  kind: DocumentKind,
  updates: readonly Uint8Array[],
  options: OpenOptions = {},
): Y.Doc {
  const doc = newDocument(kind);
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
    doc.destroy();
    throw new RangeError(`the ${kind} document's log has a hole`);
  }
  migrateForward(doc, kind, options.shapeVersion ?? documentKinds[kind].shapeVersion);
  return doc;
}

/** An empty document with its roots' types declared, so that readers and peers agree on them. */
export function newDocument(kind: DocumentKind): Y.Doc {
  const doc = new Y.Doc();
  declareRoots(doc, kind);
  return doc;
}

/** Declares the types of a document's roots; call it before reading a document made elsewhere. */
export function declareRoots(doc: Y.Doc, kind: DocumentKind): void {
  for (const root of documentKinds[kind].roots) {
    if (kind === 'narrative') doc.getXmlFragment(root);
    else doc.getMap(root);
  }
}
