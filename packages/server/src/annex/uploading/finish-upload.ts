import { type AnnexType, annexMediaTypes, annexTypes } from '@samspel/domain/annex/annex';
import { canAnnex } from '@samspel/domain/annex/can-annex';
import { fits } from '@samspel/domain/annex/check-annexes';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { failpoint } from '@samspel/platform/failpoint';
import { FileMissing, type Files, type StoredFile } from '@samspel/platform/files/files';
import { kindOfFile } from '@samspel/platform/files/kind-of-file';
import { type CommandScope, runCommand, withActor } from '../../command.ts';
import { keepFile } from '../../keep-file.ts';
import { lockProposal } from '../../proposal/proposal.queries.ts';
import { findAnnex, targetOf } from '../annex.queries.ts';
import { endUpload } from './end-upload.ts';
import type { UploadContext } from './receive-part.ts';
import { annexKindAt, findUpload, partsOf, type UploadRow } from './upload.queries.ts';

const mostAttempts = 5;

/**
 * Makes a version of an upload that is whole: puts it together, proves its hash, looks what it is, and
 * records it. Killed at any point it is done again, by whoever asks next or by the worker; what is refused
 * ends the upload.
 */
export async function finishUpload(context: UploadContext, uploadId: string): Promise<void> {
  for (let left = mostAttempts; ; left--) {
    try {
      await finish(context, uploadId);
      return;
    } catch (error) {
      // The same bytes were refused elsewhere at this instant, and taken away: the parts still lie here.
      if (left === 1 || !(error instanceof FileMissing)) throw error;
    }
  }
}

async function finish(context: UploadContext, uploadId: string): Promise<void> {
  const { db, actor, files } = context;
  const upload = await withActor(db, actor, (trx) => findUpload(trx, uploadId));
  if (upload.state !== 'open' || upload.receivedBytes < upload.sizeBytes) return;
  let stored: StoredFile | undefined;
  try {
    stored = await assemble(context, upload);
    failpoint('upload-assembled');
    assertPromised(upload, stored);
    const type = await typeOf(files, stored);
    await record(context, upload, { ...stored, type });
  } catch (error) {
    // Somebody else was faster, and has removed the parts.
    const { state } = await withActor(db, actor, (trx) => findUpload(trx, uploadId));
    if (state === 'done') return;
    if (error instanceof DomainError) await endUpload(context, uploadId, stored?.sha256);
    throw error;
  }
  failpoint('upload-recorded');
  await endUpload(context, uploadId);
}

async function assemble({ db, actor, files }: UploadContext, upload: UploadRow) {
  const parts = await withActor(db, actor, (trx) => partsOf(trx, upload.id));
  async function* all() {
    for (const { file } of parts) yield* await files.parts.read(file);
  }
  const maxBytes = Number(upload.sizeBytes);
  try {
    const stored = await files.putStream(all(), { maxBytes });
    if (stored.sizeBytes === maxBytes) return stored;
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
  }
  // After a backup was restored its rows are there, and the parts are not.
  throw new DomainError('conflict', 'upload_lost');
}

function assertPromised({ promisedSha256 }: UploadRow, { sha256 }: StoredFile): void {
  if (promisedSha256 === null || promisedSha256.toString('hex') === sha256) return;
  throw new DomainError('conflict', 'upload_differs');
}

async function typeOf(files: Files, { sha256 }: StoredFile): Promise<AnnexType> {
  const kind = await kindOfFile(await files.read(sha256));
  const type = annexTypes.find((known) => known === kind);
  if (!type) throw new DomainError('invalid', 'annex_type_unknown');
  return type;
}

type Sniffed = StoredFile & { type: AnnexType };

function record(context: UploadContext, upload: UploadRow, file: Sniffed): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor } = scope;
    const { proposal, subject } = await lockProposal(trx, actor, upload.proposalId);
    // The part may have been signed, or the application submitted, while the bytes were on their way.
    assertAllowed(canAnnex(actor, 'annex.write', await targetOf(trx, subject, upload)));
    const kind = await annexKindAt(trx, proposal, upload);
    if (!fits(kind, file)) {
      const params = { type: file.type, types: kind.types.join(', ') };
      throw new DomainError('invalid', 'annex_wrong_type', { params });
    }
    const { numUpdatedRows } = await trx
      .updateTable('upload')
      .set({ state: 'done' })
      .where('id', '=', upload.id)
      .where('state', '=', 'open')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await keepFile(trx, context.files, { ...file, mediaType: annexMediaTypes[file.type] });
    await insertVersion(context, scope, upload, file);
  });
}

async function insertVersion(
  { ids, config }: UploadContext,
  { trx, append }: CommandScope,
  upload: UploadRow,
  file: Sniffed,
): Promise<void> {
  const { proposalId, personId, kind, partnerId, sourceId, name } = upload;
  const before = await findAnnex(trx, proposalId, upload);
  // The same file once more, after an answer that got lost.
  if (before?.name === name && before.sha256?.toString('hex') === file.sha256) return;
  const annexId = before?.id ?? ids.newId();
  const number = (before?.number ?? 0) + 1;
  const versionId = ids.newId();
  if (!before) {
    const place = { id: annexId, proposalId, kind, partnerId, sourceId };
    await trx.insertInto('annex').values(place).execute();
  }
  await trx
    .insertInto('annexVersion')
    .values({
      ...{ id: versionId, annexId, proposalId, number, byPerson: personId, name, type: file.type },
      sizeBytes: BigInt(file.sizeBytes),
      sha256: Buffer.from(file.sha256, 'hex'),
      scan: config.scanner ? 'pending' : 'unscanned',
      scannedAt: null,
    })
    .execute();
  await append({ kind: 'proposal', id: proposalId }, 'annex.uploaded', {
    ...{ proposalId, partnerId, annexId, versionId, key: kind, number },
    sizeBytes: file.sizeBytes,
    fileHash: file.sha256,
  });
}
