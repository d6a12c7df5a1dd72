import { documentName } from '@samspel/documents/names';
import { readNarrative } from '@samspel/documents/narrative-document';
import { openDocument } from '@samspel/documents/open-document';
import type { PledgeOffer } from '@samspel/domain/cofunding/cofunding-view';
import { isFunded } from '@samspel/domain/consortium/partner';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import { readUpdates } from '@samspel/sync/store/documents';
import { type Context, withActor } from '../command.ts';
import type { Trx } from '../database.ts';
import { callOf } from '../proposal/proposal.queries.ts';
import { beginningOf } from './beginning-of.ts';

const purposeLength = 700;

/** What a link leads to. It is the holder's only key, so it is read as the system, and only this much. */
export function lookupPledge(
  { db }: Pick<Context, 'db'>,
  { token }: { token: string },
): Promise<PledgeOffer> {
  return withActor(db, { kind: 'system' }, async (trx) => {
    const pledge = await findByToken(trx, token);
    if (!pledge) return { state: 'unknown', pledge: null };
    const now = await databaseNow(trx);
    const { status } = pledge;
    const over = now > pledge.expiresAt && status === 'requested';
    const state = over ? 'expired' : status === 'requested' ? 'open' : status;
    const offer = await offerOf(trx, pledge);
    // A link that is over goes on saying what it was about, and shows nothing of the draft any more.
    if (status === 'revoked' || now > pledge.expiresAt) {
      return { state, pledge: { ...offer, purpose: '', partnerNames: [] } };
    }
    return { state, pledge: offer };
  });
}

export function findByToken(trx: Trx, token: string) {
  return trx
    .selectFrom('pledge')
    .selectAll()
    .where('tokenHash', '=', hashToken(token))
    .executeTakeFirst();
}

export type PledgeRow = NonNullable<Awaited<ReturnType<typeof findByToken>>>;

export async function offerOf(
  trx: Trx,
  pledge: PledgeRow,
): Promise<NonNullable<PledgeOffer['pledge']>> {
  const proposal = await trx
    .selectFrom('proposal')
    .selectAll()
    .where('id', '=', pledge.proposalId)
    .executeTakeFirstOrThrow();
  const call = await callOf(trx, proposal);
  const partners = await namedPartners(trx, pledge.proposalId);
  const asker = await trx
    .selectFrom('person')
    .select('name')
    .where('id', '=', pledge.requestedBy)
    .executeTakeFirst();
  return {
    funderName: pledge.funderName,
    proposalTitle: proposal.title,
    callTitle: call.definition.title,
    purpose: await purposeOf(trx, pledge.proposalId, call.definition.sections[0]?.key),
    leadName: partners.find(({ role }) => role === 'lead')?.name ?? '',
    partnerName: partners.find(({ id }) => id === pledge.partnerId)?.name ?? '',
    partnerNames: partners.filter(isFunded).map(({ name }) => name),
    requestedByName: asker?.name ?? '',
    currency: pledge.currency,
    requestedMinor: pledge.requestedMinor.toString(),
    pledgedMinor: pledge.pledgedMinor?.toString() ?? null,
    signedName: pledge.signedName,
    startsOn: proposal.startsOn,
    months: proposal.months,
    callClosesAt: call.closesAt.toISOString(),
    requestedAt: pledge.requestedAt.toISOString(),
    expiresAt: pledge.expiresAt.toISOString(),
    answeredAt: pledge.answeredAt?.toISOString() ?? null,
  };
}

function namedPartners(trx: Trx, proposalId: string) {
  return trx
    .selectFrom('partner as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisationId')
    .where('p.proposalId', '=', proposalId)
    .select(['p.id', 'p.role', 'p.status', 'o.name'])
    .orderBy('p.position')
    .execute();
}

/** The beginning of the form's first section: why the project is needed, in the consortium's words. */
async function purposeOf(
  trx: Trx,
  proposalId: string,
  section: string | undefined,
): Promise<string> {
  if (!section) return '';
  const name = documentName('narrative', proposalId, section);
  const stored = (await readUpdates(trx, [name])).get(name);
  if (!stored) return '';
  const { text } = readNarrative(
    openDocument('narrative', stored.updates, { shapeVersion: stored.shapeVersion }),
  );
  return beginningOf(text, purposeLength);
}
