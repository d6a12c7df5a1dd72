import * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';

/**
 * DO5: undo and redo of the edits made with this origin: one person's own, never another's. Pass
 * the same origin to the writers. Edits within `captureMs` of each other are one step.
 */
export function openUndo(
  doc: Y.Doc,
  kind: DocumentKind,
  origin: unknown,
  captureMs = 0,
): Y.UndoManager {
  const roots = documentKinds[kind].roots.map((root) =>
    kind === 'narrative' ? doc.getXmlFragment(root) : doc.getMap(root),
  );
  return new Y.UndoManager(roots, { trackedOrigins: new Set([origin]), captureTimeout: captureMs });
}
