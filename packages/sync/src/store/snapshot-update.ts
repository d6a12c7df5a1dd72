import * as Y from 'yjs';
import { unpackSnapshot } from './snapshots.ts';

/** A snapshot as one update of format V1, for those who are told of updates. Takes as long as it is large. */
export async function snapshotUpdate(packed: Uint8Array): Promise<Uint8Array> {
  return Y.convertUpdateFormatV2ToV1(await unpackSnapshot(packed));
}
