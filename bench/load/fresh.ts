import * as Y from 'yjs';
import { textRoot } from './edits.ts';
import type { FreshDocument, FreshJob, Server } from './jobs.ts';
import { type Line, openLine } from './line.ts';
import { takeSnapshot } from './snapshot.ts';

let staying: Line[] = [];

/** A person who was never here opens documents, one after the other, with a real Yjs document each. */
export async function openFresh({ server, rooms, stay, over }: FreshJob): Promise<FreshDocument[]> {
  const found: FreshDocument[] = [];
  for (const room of rooms) found.push(await openOne(server, room, stay, over));
  return found;
}

async function openOne(
  server: Server,
  room: string,
  stay: boolean,
  over: FreshJob['over'],
): Promise<FreshDocument> {
  const begun = performance.now();
  const updates: Uint8Array[] = [];
  let bytes = 0;
  let complete = false;
  // As the product's page: the socket is opened and greeted while the snapshot is on its way.
  const asked = over === 'http' && server.snapshots ? takeSnapshot(server.port, room) : undefined;
  const listener = {
    update: (update: Uint8Array) => {
      if (complete) return;
      bytes += update.length;
      // A copy: the bytes lie in a buffer that is read into again.
      updates.push(new Uint8Array(update));
    },
    synced: () => {
      complete = true;
    },
  };
  const line = await openLine(server, room, 3_000_000_019, listener, asked);
  const snapshot = await asked;
  bytes += snapshot?.bytes ?? 0;
  const receivedMs = performance.now() - begun;
  const doc = new Y.Doc();
  doc.transact(() => {
    if (snapshot?.update.length) Y.applyUpdateV2(doc, snapshot.update);
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
