import * as Y from 'yjs';
import { textRoot } from './edits.ts';
import type { FreshDocument, FreshJob, Server } from './jobs.ts';
import { type Line, openLine } from './line.ts';

let staying: Line[] = [];

/** A person who was never here opens documents, one after the other, with a real Yjs document each. */
export async function openFresh({ server, rooms, stay }: FreshJob): Promise<FreshDocument[]> {
  const found: FreshDocument[] = [];
  for (const room of rooms) found.push(await openOne(server, room, stay));
  return found;
}

async function openOne(server: Server, room: string, stay: boolean): Promise<FreshDocument> {
  const begun = performance.now();
  const updates: Uint8Array[] = [];
  let bytes = 0;
  let complete = false;
  const line = await openLine(server, room, 3_000_000_019, {
    update: (update) => {
      if (complete) return;
      bytes += update.length;
      // A copy: the bytes lie in a buffer that is read into again.
      updates.push(new Uint8Array(update));
    },
    synced: () => {
      complete = true;
    },
  });
  const receivedMs = performance.now() - begun;
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const characters = doc.getText(textRoot).toString().length;
  const readableMs = performance.now() - begun;
  if (stay) staying.push(line);
  else line.leave();
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))];
  doc.destroy();
  return { room, receivedMs, readableMs, bytes, characters, clocks };
}

export function leaveAll(): void {
  for (const line of staying) line.leave();
  staying = [];
}
