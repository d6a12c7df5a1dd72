import type { EventType } from '@samspel/domain/events';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Trx } from '../database.ts';
import { notify } from './notify.ts';
import { coordinatorsOf, currentMembers, type MemberRecipient } from './recipients.queries.ts';

interface Notice {
  /** What it is called in the inbox, where it is not the event's name. */
  kind?: string;
  params: Record<string, string | number>;
  personIds: string[];
}

type Payload = Record<string, unknown>;
type Members = readonly MemberRecipient[];
type Teller = (trx: Trx, payload: Payload, members: Members) => Promise<Notice | null>;

const idsOf = (members: Members) => members.map(({ personId }) => personId);

const toAll: Teller = async (_trx, _payload, members) => ({
  params: {},
  personIds: idsOf(members),
});

const toCoordinators: Teller = async (_trx, _payload, members) => ({
  params: {},
  personIds: idsOf(coordinatorsOf(members)),
});

/** That it is open again says nothing of whether the authority still has it. */
const onWithdrawn: Teller = async (trx, payload, members) => {
  const notice = await toAll(trx, payload, members);
  return notice && payload.keptUntilReplaced === false
    ? { ...notice, kind: 'proposal.submission_taken_back' }
    : notice;
};

/** A failure of the system is not told as a fault of the application. */
const onRefused: Teller = async (trx, payload, members) => {
  const notice = await toCoordinators(trx, payload, members);
  const rules = Array.isArray(payload.rules) ? payload.rules : [];
  return notice && rules.includes('SY1')
    ? { ...notice, kind: 'proposal.submission_failed' }
    : notice;
};

const toThePerson: Teller = async (_trx, payload) => ({
  params: {},
  personIds: [String(payload.personId)],
});

const onPartner =
  (field: string, recipients: (members: Members, partnerId: string) => Members): Teller =>
  async (trx, payload, members) => {
    const partnerId = String(payload[field]);
    const organisation = await organisationName(trx, partnerId);
    return { params: { organisation }, personIds: idsOf(recipients(members, partnerId)) };
  };

const onPledge: Teller = async (trx, payload, members) => {
  const pledge = await trx
    .selectFrom('pledge')
    .select(['funderName', 'partnerId'])
    .where('id', '=', String(payload.pledgeId))
    .executeTakeFirst();
  if (!pledge) return null;
  const { amountMinor, previousMinor } = payload;
  const amount: Notice['params'] = {
    ...(amountMinor === undefined ? {} : { amountMinor: String(amountMinor) }),
    ...(previousMinor === undefined ? {} : { previousMinor: String(previousMinor) }),
  };
  const own = members.filter(
    ({ partnerId, role }) => partnerId === pledge.partnerId && role !== 'reader',
  );
  const helpers = members.filter(({ leads, role }) => leads && role === 'budget_officer');
  return {
    params: { funder: pledge.funderName, ...amount },
    personIds: idsOf([...own, ...helpers, ...coordinatorsOf(members)]),
  };
};

const onAnswer: Teller = async (trx, payload, members) => {
  const invitation = await trx
    .selectFrom('invitation')
    .select(['invites', 'partnerId'])
    .where('id', '=', String(payload.invitationId))
    .executeTakeFirst();
  // A person who joins a partner is news to nobody but that partner, who asked.
  if (invitation?.invites !== 'organisation') return null;
  const organisation = await organisationName(trx, invitation.partnerId);
  return { params: { organisation }, personIds: idsOf(coordinatorsOf(members)) };
};

/** The others, and those who were the partner's own people until now. */
const onDropped: Teller = async (trx, payload, members) => {
  const partnerId = String(payload.partnerId);
  const former = await trx
    .selectFrom('proposalMember')
    .select('personId')
    .where('partnerId', '=', partnerId)
    .execute();
  const organisation = await organisationName(trx, partnerId);
  return {
    params: { organisation },
    personIds: [...idsOf(members), ...former.map(({ personId }) => personId)],
  };
};

const onSubmitted: Teller = async (_trx, payload, members) => ({
  params: { reference: String(payload.reference) },
  personIds: idsOf(members),
});

/** That a certificate is clean is no news. */
const onScan: Teller = async (trx, payload, members) =>
  payload.state === 'infected' ? onPledge(trx, payload, members) : null;

/** What of an application's life is told in the inbox, and to whom; who did it is not told. */
export const tellers = {
  'proposal.part_signed': onPartner('partnerId', (members) => coordinatorsOf(members)),
  'proposal.part_sign_off_withdrawn': onPartner('partnerId', (members, partnerId) => [
    ...coordinatorsOf(members),
    ...members.filter((member) => member.partnerId === partnerId && member.role !== 'reader'),
  ]),
  'proposal.submitted': onSubmitted,
  'proposal.submission_refused': onRefused,
  'proposal.submission_withdrawn': onWithdrawn,
  'cofunding.pledge_made': onPledge,
  'cofunding.pledge_changed': onPledge,
  'cofunding.pledge_declined': onPledge,
  'cofunding.pledge_withdrawn': onPledge,
  'cofunding.pledge_withdrawal_requested': onPledge,
  'cofunding.pledge_signed': onPledge,
  'cofunding.pledge_certificate_added': onPledge,
  'cofunding.pledge_certificate_scanned': onScan,
  'consortium.invitation_accepted': onAnswer,
  'consortium.invitation_declined': onAnswer,
  'consortium.partner_left': onPartner('partnerId', (members) => members),
  'consortium.partner_dropped': onDropped,
  'consortium.lead_changed': onPartner('toPartnerId', (members) => members),
  'consortium.role_changed': toThePerson,
  'consortium.person_removed': toThePerson,
} satisfies Partial<Record<EventType, Teller>>;

/** Submitters get their receipt here too; everybody else's own deeds are no news to them. */
const toldToo: readonly string[] = ['proposal.submitted', 'proposal.submission_refused'];

export async function tellOfEvent(trx: Trx, event: StoredEvent): Promise<void> {
  const teller: Teller | undefined = (tellers as Partial<Record<string, Teller>>)[event.type];
  if (!teller) return;
  const proposalId = event.aggregateId;
  const proposal = await trx
    .selectFrom('proposal')
    .select('title')
    .where('id', '=', proposalId)
    .executeTakeFirst();
  if (!proposal) return;
  const members = await currentMembers(trx, proposalId);
  const notice = await teller(trx, event.payload, members);
  // In one order everywhere: each notification locks its person's own aggregate.
  for (const personId of [...new Set(notice?.personIds)].sort()) {
    if (personId === event.actorId && !toldToo.includes(event.type)) continue;
    await notify(trx, {
      effectKey: `event/${event.id}/${personId}`,
      personId,
      kind: notice?.kind ?? event.type,
      proposalId,
      params: { title: proposal.title, ...notice?.params },
    });
  }
}

async function organisationName(trx: Trx, partnerId: string): Promise<string> {
  const row = await trx
    .selectFrom('partner as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisationId')
    .where('p.id', '=', partnerId)
    .select('o.name')
    .executeTakeFirst();
  return row?.name ?? '';
}
