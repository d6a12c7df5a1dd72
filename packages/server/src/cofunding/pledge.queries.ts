import type {
  PledgeCertificate,
  PledgeEntry,
  PledgeView,
} from '@samspel/domain/cofunding/cofunding-view';
import type { PledgeSeal } from '@samspel/domain/cofunding/pledge-statement';
import type { Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { namesOf } from '../person/person.queries.ts';
import type { PledgeCertificateTable, PledgeSignatureTable } from './pledge.table.ts';
import type { PledgeRow } from './store-entry.ts';

/** Every pledge asked for in a proposal, answered or not, the oldest first. */
export async function listPledges(trx: Trx, proposalId: string): Promise<PledgeView[]> {
  const rows = await trx
    .selectFrom('pledge')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('requestedAt')
    .orderBy('id')
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [names, signatures, certificates, asked] = await Promise.all([
    namesOf(
      trx,
      rows.map(({ requestedBy }) => requestedBy),
    ),
    signaturesOf(trx, ids),
    certificatesOf(trx, ids),
    withdrawalsAsked(trx, ids),
  ]);
  return rows.map((row) => {
    const signature = signatures.find(({ pledgeId }) => pledgeId === row.id);
    return {
      ...viewOf(row),
      requestedByName: names.get(row.requestedBy) ?? '',
      signature: signature ? signatureView(signature) : null,
      certificates: certificates.filter(({ pledgeId }) => pledgeId === row.id).map(certificateView),
      withdrawalAskedAt: asked.get(row.id)?.toISOString() ?? null,
    };
  });
}

function viewOf(row: PledgeRow) {
  return {
    id: row.id,
    partnerId: row.partnerId,
    sourceId: row.sourceId,
    funderName: row.funderName,
    email: row.email,
    requestedMinor: row.requestedMinor.toString(),
    pledgedMinor: row.pledgedMinor?.toString() ?? null,
    status: row.status,
    version: row.version,
    reason: row.reason,
    answeredByName: [row.signedName, row.signedFunction].filter(Boolean).join(', '),
    requestedAt: row.requestedAt.toISOString(),
    linkSentAt: row.linkSentAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  };
}

export function signatureView(row: Selectable<PledgeSignatureTable>) {
  return {
    name: row.signedName,
    function: row.signedFunction,
    at: row.at.toISOString(),
    amountMinor: row.amountMinor.toString(),
    contentHash: row.contentHash.toString('hex'),
  };
}

function certificateView(row: Selectable<PledgeCertificateTable>): PledgeCertificate {
  return {
    number: row.number,
    filename: row.filename,
    size: row.size,
    at: row.at.toISOString(),
    amountMinor: row.amountMinor.toString(),
    scan: row.scan,
  };
}

/** Those in force: at most one of a pledge. */
export function signaturesOf(trx: Db | Trx, pledgeIds: readonly string[]) {
  return trx
    .selectFrom('pledgeSignature')
    .selectAll()
    .where('pledgeId', 'in', [...pledgeIds])
    .where('endedAt', 'is', null)
    .execute();
}

/** PL5: what was signed, whole, by pledge; of those in force. */
export async function sealsOf(trx: Trx, proposalId: string): Promise<Map<string, PledgeSeal>> {
  const rows = await trx
    .selectFrom('pledgeSignature')
    .select(['pledgeId', 'content', 'contentHash'])
    .where('proposalId', '=', proposalId)
    .where('endedAt', 'is', null)
    .execute();
  return new Map(
    rows.map(({ pledgeId, content, contentHash }) => [
      pledgeId,
      { content: JSON.parse(content), contentHash: contentHash.toString('hex') },
    ]),
  );
}

function certificatesOf(trx: Trx, pledgeIds: readonly string[]) {
  return trx
    .selectFrom('pledgeCertificate')
    .selectAll()
    .where('pledgeId', 'in', [...pledgeIds])
    .orderBy('number', 'desc')
    .execute();
}

/** The newest first. */
export async function certificatesOfPledge(
  trx: Trx,
  pledgeId: string,
): Promise<PledgeCertificate[]> {
  return (await certificatesOf(trx, [pledgeId])).map(certificateView);
}

/** Since when a co-funder asks to be let off, where it has not answered anew after that. */
export async function withdrawalsAsked(
  trx: Trx,
  pledgeIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await trx
    .selectFrom('pledgeEntry')
    .distinctOn('pledgeId')
    .select(['pledgeId', 'what', 'at'])
    .where('pledgeId', 'in', [...pledgeIds])
    .where('what', 'in', ['withdrawal_requested', 'pledged', 'changed', 'withdrawn', 'revoked'])
    .orderBy('pledgeId')
    .orderBy('number', 'desc')
    .execute();
  const asked = rows.filter(({ what }) => what === 'withdrawal_requested');
  return new Map(asked.map(({ pledgeId, at }) => [pledgeId, at]));
}

/** What happened to one pledge, from the beginning. */
export async function historyOf(trx: Trx, pledgeId: string): Promise<PledgeEntry[]> {
  const rows = await trx
    .selectFrom('pledgeEntry')
    .selectAll()
    .where('pledgeId', '=', pledgeId)
    .orderBy('number')
    .execute();
  const names = await namesOf(
    trx,
    rows.flatMap(({ personId }) => personId ?? []),
  );
  return rows.map((row) => ({
    number: row.number,
    what: row.what,
    status: row.status,
    amountMinor: row.amountMinor?.toString() ?? null,
    reason: row.reason,
    byName: row.personId ? (names.get(row.personId) ?? '') : row.byName,
    byFunction: row.byFunction,
    byConsortium: row.personId !== null,
    at: row.at.toISOString(),
  }));
}
