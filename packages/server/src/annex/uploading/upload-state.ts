import { withActor } from '../../command.ts';
import type { UploadContext } from './receive-part.ts';
import { findUpload } from './upload.queries.ts';

export interface UploadState {
  sizeBytes: number;
  receivedBytes: number;
  /** It is whole, and nobody has made a version of it yet. */
  waits: boolean;
}

/** How far an upload of one's own has come. */
export async function uploadState(
  { db, actor }: Pick<UploadContext, 'db' | 'actor'>,
  id: string,
): Promise<UploadState> {
  const { sizeBytes, receivedBytes, state } = await withActor(db, actor, (trx) =>
    findUpload(trx, id),
  );
  return {
    sizeBytes: Number(sizeBytes),
    receivedBytes: Number(receivedBytes),
    waits: state === 'open' && receivedBytes === sizeBytes,
  };
}
