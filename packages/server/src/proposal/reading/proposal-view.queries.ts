import { parseDocumentName } from '@samspel/documents/names';
import type { Actor } from '@samspel/domain/actor';
import { personIdOf } from '@samspel/domain/actor';
import type { InvitationView } from '@samspel/domain/consortium/consortium-view';
import { isFunded } from '@samspel/domain/consortium/partner';
import { assertAllowed } from '@samspel/domain/decision';
import type { Finding } from '@samspel/domain/finding';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import type { Membership } from '@samspel/domain/proposal/membership';
import type { DocumentView, ProposalView } from '@samspel/domain/proposal/proposal-view';
import { databaseNow } from '@samspel/platform/clock';
import { documentStates } from '@samspel/sync/store/document-states';
import { accessOf } from '../../access/document-access.ts';
import { annexViews } from '../../annex/annex.queries.ts';
import { listPledges } from '../../cofunding/pledge.queries.ts';
import { type Context, withActor } from '../../command.ts';
import { invitationViews } from '../../consortium/consortium.queries.ts';
import type { Trx } from '../../database.ts';
import { listRefs } from '../../submission/submission.queries.ts';
import {
  absentError,
  callOf,
  findProposal,
  listPartners,
  sectionOwners,
} from '../proposal.queries.ts';
import { partnerViews } from './partner-view.queries.ts';

/** The whole workspace of a proposal as one member sees it; its documents come by socket. */
export function getProposalView(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { id }: { id: string },
): Promise<ProposalView> {
  return withActor(db, actor, async (trx) => {
    const { proposal, subject } = await findProposal(trx, actor, id);
    assertAllowed(canProposal(actor, 'proposal.read', subject));
    const me = meOf(actor, subject.membership);
    const call = await callOf(trx, proposal);
    const now = await databaseNow(trx);
    const refs = await listRefs(trx, id);
    return {
      id,
      version: await versionOf(trx, id),
      title: proposal.title,
      acronym: proposal.acronym,
      theme: proposal.theme,
      startsOn: proposal.startsOn,
      months: proposal.months,
      status: proposal.status,
      callId: call.id,
      call: { ...call.definition, id: call.id, authorityName: call.authorityName },
      createdAt: proposal.createdAt.toISOString(),
      serverTime: now.toISOString(),
      me: { personId: me.personId, partnerId: me.membership.partnerId, role: me.membership.role },
      partners: await partnerViews(trx, id),
      invitations: await pendingInvitations(trx, id),
      sections: [...(await sectionOwners(trx, id))].map(([key, ownerPartnerId]) => ({
        key,
        ownerPartnerId,
      })),
      pledges: await listPledges(trx, id),
      annexes: await annexViews(trx, id),
      currentSubmission: refs.find(({ current }) => current) ?? null,
      lastRefusal: await lastRefusal(trx, id),
      documents: await documentsFor(trx, id, me),
    };
  });
}

interface Me {
  personId: string;
  membership: Membership;
}

function meOf(actor: Actor, membership: Membership | null): Me {
  const personId = personIdOf(actor);
  if (!personId || !membership) throw absentError();
  return { personId, membership };
}

async function versionOf(trx: Trx, id: string): Promise<number> {
  const row = await trx
    .selectFrom('aggregate')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function pendingInvitations(trx: Trx, id: string): Promise<InvitationView[]> {
  const all = await invitationViews(trx, id);
  return all.filter(({ status }) => status === 'pending' || status === 'expired');
}

/** Why the latest attempt was refused; nothing once a later one was taken. */
async function lastRefusal(trx: Trx, id: string): Promise<ProposalView['lastRefusal']> {
  const row = await trx
    .selectFrom('submitIntent')
    .select(['state', 'findings', 'finishedAt'])
    .where('proposalId', '=', id)
    // A second try may count as received before others that ended before it.
    .orderBy('finishedAt', (order) => order.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst();
  if (row?.state !== 'refused' || !row.finishedAt) return null;
  return { at: row.finishedAt.toISOString(), findings: (row.findings ?? []) as Finding[] };
}

async function documentsFor(trx: Trx, id: string, me: Me): Promise<DocumentView[]> {
  const funded = new Set((await listPartners(trx, id)).filter(isFunded).map((row) => row.id));
  const states = await documentStates(trx, id);
  return states.flatMap(({ name, frozen, packed }) => {
    const parsed = parseDocumentName(name);
    if (!parsed) return [];
    const mode = accessOf({ proposalId: id, funded }, me.personId, me.membership, parsed);
    return mode ? [{ name, kind: parsed.kind, part: parsed.part, mode, frozen, packed }] : [];
  });
}
