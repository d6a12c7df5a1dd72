import { readCofunding } from '@samspel/documents/cofunding-document';
import { documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import type { AnnexPlace, CallAnnex } from '@samspel/domain/annex/annex';
import type { UploadView } from '@samspel/domain/annex/annex-view';
import { isFunded } from '@samspel/domain/consortium/partner';
import type { DomainError } from '@samspel/domain/errors';
import { readUpdates } from '@samspel/sync/store/documents';
import { type Selectable, sql } from 'kysely';
import type { Db, Trx } from '../../database.ts';
import {
  absentError,
  callOf,
  listPartners,
  type ProposalRow,
} from '../../proposal/proposal.queries.ts';
import type { UploadTable } from '../annex.table.ts';

export type UploadRow = Selectable<UploadTable>;

/** An upload that this person has begun; another's does not exist. */
export async function findUpload(db: Db | Trx, id: string): Promise<UploadRow> {
  const row = await db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row || row.state === 'ended') throw absentError();
  return row;
}

export function partsOf(trx: Trx, uploadId: string) {
  return trx
    .selectFrom('uploadPart')
    .select(['startByte', 'sizeBytes', 'file'])
    .where('uploadId', '=', uploadId)
    .orderBy('startByte')
    .execute();
}

/** Unfinished uploads of the one who asks, to go on with. */
export async function uploadViews(
  trx: Trx,
  proposalId: string,
  personId: string,
): Promise<UploadView[]> {
  const rows = await trx
    .selectFrom('upload')
    .selectAll()
    .select(sql<Date>`touched_at + ${KEPT_DAYS} * interval '1 day'`.as('expiresAt'))
    .where('proposalId', '=', proposalId)
    .where('personId', '=', personId)
    .where('state', '=', 'open')
    .orderBy('createdAt')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    partnerId: row.partnerId,
    sourceId: row.sourceId,
    name: row.name,
    sizeBytes: Number(row.sizeBytes),
    receivedBytes: Number(row.receivedBytes),
    sha256: row.promisedSha256?.toString('hex') ?? null,
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** After this long without a byte an upload is given up. */
export const KEPT_DAYS = 3;

/** The call's word on a place, where there is such a place. */
export async function annexKindAt(
  trx: Trx,
  proposal: ProposalRow,
  place: AnnexPlace,
): Promise<CallAnnex> {
  const { definition } = await callOf(trx, proposal);
  const kind = definition.annexes?.find(({ key }) => key === place.kind);
  if (!kind) throw absentError({ field: 'kind' });
  if ((kind.per === 'proposal') !== (place.partnerId === null)) throw notThere('partnerId');
  if ((kind.per === 'source') !== (place.sourceId !== null)) throw notThere('sourceId');
  if (place.partnerId === null) return kind;
  const partners = await listPartners(trx, proposal.id);
  if (!partners.some((partner) => partner.id === place.partnerId && isFunded(partner))) {
    throw notThere('partnerId');
  }
  if (place.sourceId !== null)
    await assertSource(trx, proposal.id, place.partnerId, place.sourceId);
  return kind;
}

async function assertSource(trx: Trx, proposalId: string, partnerId: string, sourceId: string) {
  const document = documentName('cofunding', proposalId, partnerId);
  const stored = (await readUpdates(trx, [document])).get(document);
  if (!stored) throw notThere('sourceId');
  const doc = openDocument('cofunding', stored.updates, { shapeVersion: stored.shapeVersion });
  const { sources } = readCofunding(doc, partnerId).sheet;
  const known = sources.some(({ id, status }) => id === sourceId && status !== 'withdrawn');
  if (!known) throw notThere('sourceId');
}

function notThere(field: string): DomainError {
  return absentError({ field });
}
