import { type AnnexType, annexFileName, annexMediaTypes } from '@samspel/domain/annex/annex';
import { canAnnex } from '@samspel/domain/annex/can-annex';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { absentError, findProposal } from '../../proposal/proposal.queries.ts';
import { findReadableSubmission } from '../../submission/readable-submission.queries.ts';
import { isInfected } from '../annex.queries.ts';

/** A file to be sent; its bytes come from the file store. */
export interface KeptFile {
  filename: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
}

type Asker = Pick<Context, 'db' | 'actor'>;

/** A version of an annex, for the consortium's own members. */
export function annexFile(
  { db, actor }: Asker,
  { versionId }: { versionId: string },
): Promise<KeptFile> {
  return withActor(db, actor, async (trx) => {
    const version = await trx
      .selectFrom('annexVersion')
      .select(['proposalId', 'name', 'type', 'sizeBytes', 'sha256'])
      .where('id', '=', versionId)
      .executeTakeFirst();
    const { name, type, sizeBytes, sha256 } = version ?? {};
    if (!version || !name || !type || !sizeBytes || !sha256) throw absentError();
    const { subject } = await findProposal(trx, actor, version.proposalId);
    assertAllowed(canAnnex(actor, 'annex.read', subject));
    const hash = sha256.toString('hex');
    return keptFile(trx, { name, type, sizeBytes: Number(sizeBytes), sha256: hash });
  });
}

/** The n-th annex of a submission, counted from 1, for its authority and its consortium. */
export function submittedAnnexFile(
  { db, actor }: Asker,
  { submissionId, number }: { submissionId: string; number: number },
): Promise<KeptFile> {
  return withActor(db, actor, async (trx) => {
    const { content } = await findReadableSubmission(trx, actor, submissionId);
    const { annexes = [] } = JSON.parse(content) as { annexes?: NamedFile[] };
    const annex = annexes[number - 1];
    if (!annex) throw absentError();
    return keptFile(trx, annex);
  });
}

interface NamedFile {
  name: string;
  type: AnnexType;
  sizeBytes: number;
  sha256: string;
}

/** Blocks passing a virus on: who needs an infected file asks the operator. */
async function keptFile(trx: Trx, { name, type, sizeBytes, sha256 }: NamedFile): Promise<KeptFile> {
  if (await isInfected(trx, Buffer.from(sha256, 'hex'))) {
    throw new DomainError('forbidden', 'annex_infected');
  }
  return {
    filename: annexFileName({ name, type }),
    mediaType: annexMediaTypes[type],
    sizeBytes,
    sha256,
  };
}
