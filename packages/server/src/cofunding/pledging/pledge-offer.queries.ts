import { documentName } from '@samspel/documents/names';
import { readNarrative } from '@samspel/documents/narrative-document';
import { openDocument } from '@samspel/documents/open-document';
import type { PledgeOffer } from '@samspel/domain/cofunding/cofunding-view';
import { closedBecause, offerState } from '@samspel/domain/cofunding/decide-pledge';
import { maskedAddress } from '@samspel/domain/cofunding/masked-address';
import { isFunded } from '@samspel/domain/consortium/partner';
import { databaseNow } from '@samspel/platform/clock';
import { readUpdates } from '@samspel/sync/store/documents';
import { type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { callOf } from '../../proposal/proposal.queries.ts';
import {
  certificatesOfPledge,
  historyOf,
  signaturesOf,
  signatureView,
  withdrawalsAsked,
} from '../pledge.queries.ts';
import type { PledgeRow } from '../store-entry.ts';
import { beginningOf } from './beginning-of.ts';
import { findByToken, isConfirmed, type Visitor } from './pledge-door.ts';
import { statementFacts, statementIn } from './statement-of.ts';

const purposeLength = 700;

type Pledge = NonNullable<PledgeOffer['pledge']>;

/** What a link leads to. It is the holder's only key, so it is read as the system, and only this much. */
export function lookupPledge(
  { db }: Pick<Context, 'db'>,
  { token }: { token: string },
  visitor: Visitor,
): Promise<PledgeOffer> {
  return withActor(db, { kind: 'system' }, async (trx) => {
    const row = await findByToken(trx, token);
    if (!row) return { state: 'unknown', door: null, pledge: null };
    const expired = (await databaseNow(trx)) > row.expiresAt;
    const confirmed = await isConfirmed(trx, row, visitor);
    const state = offerState(row.status, { expired, confirmed });
    const behind = state !== 'revoked' && state !== 'expired' && state !== 'unconfirmed';
    const door = await doorOf(trx, row);
    return { state, door, pledge: behind ? await pledgeBehind(trx, row, expired) : null };
  });
}

async function doorOf(trx: Trx, row: PledgeRow): Promise<NonNullable<PledgeOffer['door']>> {
  const partners = await namedPartners(trx, row.proposalId);
  return {
    funderName: row.funderName,
    partnerName: partners.find(({ id }) => id === row.partnerId)?.name ?? '',
    address: maskedAddress(row.email),
    expiresAt: row.expiresAt.toISOString(),
  };
}

async function pledgeBehind(trx: Trx, row: PledgeRow, expired: boolean): Promise<Pledge> {
  const { phase, ...facts } = await offerOf(trx, row);
  const [signature] = await signaturesOf(trx, [row.id]);
  const asked = await withdrawalsAsked(trx, [row.id]);
  return {
    ...facts,
    // A link that is over goes on saying what was promised, and shows nothing of the draft any more.
    ...(expired ? { purpose: '', partnerNames: [] } : {}),
    closed: closedBecause(row, { phase, expired }),
    statement: await statementsOf(trx, row),
    signature: signature
      ? {
          ...signatureView(signature),
          language: signature.language,
          statement: signature.statement,
        }
      : null,
    certificates: await certificatesOfPledge(trx, row.id),
    history: await historyOf(trx, row.id),
    withdrawalAskedAt: asked.get(row.id)?.toISOString() ?? null,
  };
}

async function statementsOf(trx: Trx, row: PledgeRow): Promise<Pledge['statement']> {
  if (row.pledgedMinor === null) return null;
  const facts = await statementFacts(trx, row, row.pledgedMinor);
  const { version, ...sv } = statementIn('sv', facts);
  const { version: _, ...en } = statementIn('en', facts);
  return { version, sv, en };
}

/** What is asked, of whom, for what; as letters and the page tell it. */
export async function offerOf(trx: Trx, row: PledgeRow) {
  const proposal = await trx
    .selectFrom('proposal')
    .selectAll()
    .where('id', '=', row.proposalId)
    .executeTakeFirstOrThrow();
  const call = await callOf(trx, proposal);
  const partners = await namedPartners(trx, row.proposalId);
  const asker = await trx
    .selectFrom('person')
    .select('name')
    .where('id', '=', row.requestedBy)
    .executeTakeFirst();
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    phase: proposal.status,
    funderName: row.funderName,
    proposalTitle: proposal.title,
    callTitle: call.definition.title,
    purpose: await purposeOf(trx, row.proposalId, call.definition.sections[0]?.key),
    leadName: partners.find(({ role }) => role === 'lead')?.name ?? '',
    partnerName: partners.find(({ id }) => id === row.partnerId)?.name ?? '',
    partnerNames: partners.filter(isFunded).map(({ name }) => name),
    requestedByName: asker?.name ?? '',
    currency: row.currency,
    requestedMinor: row.requestedMinor.toString(),
    pledgedMinor: row.pledgedMinor?.toString() ?? null,
    signedName: row.signedName,
    signedFunction: row.signedFunction,
    startsOn: proposal.startsOn,
    months: proposal.months,
    callClosesAt: call.closesAt.toISOString(),
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
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
