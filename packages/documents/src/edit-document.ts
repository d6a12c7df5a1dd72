import type * as Y from 'yjs';
import type { DocumentKind } from './names.ts';
import { type OpenOptions, openDocument } from './open-document.ts';

/**
 * The one update that an edit makes to a stored document, by a clientID of its own: what a server
 * appends to the document's log. Null when the edit changes nothing.
 */
export function editDocument(
  kind: DocumentKind,
  updates: readonly Uint8Array[],
  edit: (doc: Y.Doc) => void,
  options: OpenOptions = {},
): Uint8Array | null {
  const doc = openDocument(kind, updates, options);
  let made: Uint8Array | null = null;
  doc.on('update', (update: Uint8Array) => {
    made = update;
  });
  doc.transact(() => edit(doc));
  doc.destroy();
  return made;
}
