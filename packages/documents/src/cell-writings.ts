import * as Y from 'yjs';

/** Where a document's log has a value that a cell has had. */
export interface WrittenAt {
  client: number;
  clock: number;
}

/** The values that a register has had, the present one first: where each is, for whoever asks the log. */
export function cellWritings(
  doc: Y.Doc,
  { root, rowId, field }: { root: string; rowId: string | null; field: string },
  most = 20,
): WrittenAt[] {
  const rows = doc.getMap(root);
  const registers = rowId === null ? rows : rows.get(rowId);
  if (!(registers instanceof Y.Map)) return [];
  const written: WrittenAt[] = [];
  for (let item = registers._map.get(field) ?? null; item !== null; item = item.left) {
    // Values that one person replaced one after the other lie in one item.
    for (let at = item.length - 1; at >= 0 && written.length < most; at--) {
      written.push({ client: item.id.client, clock: item.id.clock + at });
    }
  }
  return written;
}
