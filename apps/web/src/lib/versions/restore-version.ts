import { oneStepBytes } from '@samspel/documents/add-lines';
import { newDocument } from '@samspel/documents/open-document';
import { restoreDocument } from '@samspel/documents/restore-document';
import { openUndo } from '@samspel/documents/undo';
import * as Y from 'yjs';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';

const origin = { restores: 'mine' };
// One at a time: it outlives its page, since one goes to look at what was restored.
let latest: Y.UndoManager | null = null;

/** Answers how to take it back while nothing else has been restored; null when it is too much for one step. */
export function restoreVersion(live: LiveDocument, past: Y.Doc): (() => boolean) | null {
  const { doc, kind } = live;
  if (bytesOfRestoring(live, past) > oneStepBytes) return null;
  latest?.destroy();
  const undo = openUndo(doc, kind, origin);
  latest = undo;
  restoreDocument(doc, past, kind, origin);
  return () => {
    if (latest !== undo || live.doc !== doc || !live.writable) return false;
    return undo.undo() !== null;
  };
}

/** Tried on a copy: what the engine refuses would be handed back. */
function bytesOfRestoring({ doc, kind }: LiveDocument, past: Y.Doc): number {
  const copy = newDocument(kind);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  let bytes = 0;
  copy.on('update', (update: Uint8Array) => {
    bytes = update.length;
  });
  restoreDocument(copy, past, kind);
  copy.destroy();
  return bytes;
}
