import { canonicalJson } from '@samspel/domain/canonical-json';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { exportSubmission } from '@samspel/domain/proposal/verify-submission';
import { type Context, elevated, withActor } from '../command.ts';
import type { Trx } from '../database.ts';
import type { ChainEntry, MoneyOfRecord } from './export-shape.ts';
import { findReadableSubmission } from './readable-submission.queries.ts';
import { sha256 } from './verify-export.ts';

export interface SubmissionFile {
  filename: string;
  mediaType: string;
  bytes: Buffer;
}

/**
 * A submission as a file that anybody can verify without us. Its consortium gets the whole audit chain
 * up to it; the authority the last link alone, since the ones before are the consortium's drafting.
 */
export function exportFileOf(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  submissionId: string,
): Promise<SubmissionFile> {
  return withActor(db, actor, async (trx) => {
    const row = await findReadableSubmission(trx, actor, submissionId);
    const text = await exportText(trx, submissionId, row.isMember);
    return {
      filename: `${row.reference}.json`,
      mediaType: 'application/json',
      bytes: Buffer.from(text, 'utf8'),
    };
  });
}

export async function exportText(
  trx: Trx,
  submissionId: string,
  wholeChain: boolean,
): Promise<string> {
  const row = await trx
    .selectFrom('submission')
    .selectAll()
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow();
  const document = JSON.parse(row.content) as SubmissionDocument;
  const receipt = {
    submissionId,
    number: row.number,
    reference: row.reference,
    receivedAt: row.receivedAt.toISOString(),
    auditHead: row.auditHead.toString('hex'),
  };
  const body = {
    format: 'samspel.export/1',
    submission: JSON.parse(exportSubmission(document, receipt, sha256)) as unknown,
    money: await moneyRows(trx, submissionId),
    // The authority may not read the log of a draft; the link that it gets is that of the submission.
    chain: await elevated(trx, () => chainTo(trx, row.proposalId, row.auditHead, wholeChain)),
  };
  return canonicalJson({ ...body, seal: sha256(canonicalJson(body)) });
}

async function moneyRows(trx: Trx, submissionId: string): Promise<MoneyOfRecord> {
  const submission = await trx
    .selectFrom('submission')
    .select(['currency', 'totalMinor', 'euMinor', 'ownMinor'])
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow();
  const categories = await trx
    .selectFrom('submissionCategory')
    .select(['partnerId', 'category', 'amountMinor'])
    .where('submissionId', '=', submissionId)
    .execute();
  const sources = await trx
    .selectFrom('submissionSource')
    .select(['partnerId', 'sourceId', 'funderName', 'legal', 'form', 'amountMinor'])
    .where('submissionId', '=', submissionId)
    .orderBy('sourceId')
    .execute();
  const partners = await trx
    .selectFrom('submissionPartner')
    .select(['partnerId', 'organisationId', 'totalMinor', 'euMinor', 'ownMinor'])
    .where('submissionId', '=', submissionId)
    .orderBy('partnerId')
    .execute();
  return {
    ...amounts(submission),
    currency: submission.currency,
    partners: partners.map((partner) => ({
      partnerId: partner.partnerId,
      organisationId: partner.organisationId,
      ...amounts(partner),
      categories: Object.fromEntries(
        categories
          .filter(({ partnerId }) => partnerId === partner.partnerId)
          .map(({ category, amountMinor }) => [category, amountMinor.toString()]),
      ),
      sources: sources
        .filter(({ partnerId }) => partnerId === partner.partnerId)
        .map(({ partnerId: _, amountMinor, ...source }) => ({
          ...source,
          amountMinor: amountMinor.toString(),
        })),
    })),
  };
}

function amounts(row: { totalMinor: bigint; euMinor: bigint; ownMinor: bigint }) {
  return {
    totalMinor: row.totalMinor.toString(),
    euMinor: row.euMinor.toString(),
    ownMinor: row.ownMinor.toString(),
  };
}

async function chainTo(
  trx: Trx,
  proposalId: string,
  head: Buffer,
  whole: boolean,
): Promise<ChainEntry[]> {
  const last = await trx
    .selectFrom('event')
    .select('version')
    .where('aggregateId', '=', proposalId)
    .where('hash', '=', head)
    .executeTakeFirstOrThrow();
  const rows = await trx
    .selectFrom('event')
    .selectAll()
    .where('aggregateId', '=', proposalId)
    .where('version', '<=', last.version)
    .where('version', '>=', whole ? 1 : last.version)
    .orderBy('version')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    aggregateKind: row.aggregateKind,
    aggregateId: row.aggregateId,
    version: row.version,
    type: row.type,
    payload: row.payload as ChainEntry['payload'],
    actorId: row.actorId,
    at: row.at.toISOString(),
    prevHash: row.prevHash?.toString('hex') ?? null,
    hash: row.hash.toString('hex'),
  }));
}
