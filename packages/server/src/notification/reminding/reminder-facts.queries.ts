import type { Selectable } from 'kysely';
import type { Trx } from '../../database.ts';
import { findCurrentSubmission } from '../../submission/submission.queries.ts';
import type { ObligationTable } from '../notification.table.ts';
import {
  coordinatorsOf,
  currentMembers,
  type Recipient,
  signersOf,
} from '../recipients.queries.ts';

type Obligation = Selectable<ObligationTable>;

export interface ReminderFacts {
  title: string;
  /** Whose part, or who was invited or asked; empty where it concerns all. */
  organisation: string;
  /** The reference of what lies with the authority while the application is open again. */
  lies?: string | undefined;
  recipients: Recipient[];
  /** What the inbox says; the same names as the screens' texts. */
  params: Record<string, string | number>;
}

/** What a reminder says and to whom, as of now. */
export async function reminderFacts(trx: Trx, obligation: Obligation): Promise<ReminderFacts> {
  const proposalId = obligation.proposalId!;
  const { title } = await trx
    .selectFrom('proposal')
    .select('title')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const members = await currentMembers(trx, proposalId);
  const dueAt = obligation.dueAt.toISOString();
  if (obligation.kind === 'call_closing') {
    const params = { title, closesAt: dueAt };
    const lies = (await findCurrentSubmission(trx, proposalId))?.reference;
    return { title, organisation: '', lies, recipients: coordinatorsOf(members), params };
  }
  if (obligation.kind === 'part_unsigned') {
    const organisation = await organisationName(trx, obligation.subjectId);
    const recipients = signersOf(members, obligation.subjectId);
    return { title, organisation, recipients, params: { title, organisation, closesAt: dueAt } };
  }
  if (obligation.kind === 'pledge_unanswered') return pledgeFacts(trx, obligation, title, members);
  const invitation = await trx
    .selectFrom('invitation')
    .select(['partnerId', 'invitedBy'])
    .where('id', '=', obligation.subjectId)
    .executeTakeFirstOrThrow();
  const organisation = await organisationName(trx, invitation.partnerId);
  const inviter = members.filter(({ personId }) => personId === invitation.invitedBy);
  const recipients = inviter.length > 0 ? inviter : coordinatorsOf(members);
  return { title, organisation, recipients, params: { title, organisation, expiresAt: dueAt } };
}

/** Who asked, or whoever coordinates where that person is gone; the co-funder is reminded by mail. */
async function pledgeFacts(
  trx: Trx,
  obligation: Obligation,
  title: string,
  members: Awaited<ReturnType<typeof currentMembers>>,
): Promise<ReminderFacts> {
  const { funderName: funder, requestedBy } = await trx
    .selectFrom('pledge')
    .select(['funderName', 'requestedBy'])
    .where('id', '=', obligation.subjectId)
    .executeTakeFirstOrThrow();
  const asker = members.filter(({ personId }) => personId === requestedBy);
  const recipients = asker.length > 0 ? asker : coordinatorsOf(members);
  const expiresAt = obligation.dueAt.toISOString();
  return { title, organisation: funder, recipients, params: { title, funder, expiresAt } };
}

async function organisationName(trx: Trx, partnerId: string): Promise<string> {
  const { name } = await trx
    .selectFrom('partner as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisationId')
    .where('p.id', '=', partnerId)
    .select('o.name')
    .executeTakeFirstOrThrow();
  return name;
}
