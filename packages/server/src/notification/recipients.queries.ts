import type { Trx } from '../database.ts';

export interface Recipient {
  personId: string;
  email: string;
  language: 'sv' | 'en';
}

export interface MemberRecipient extends Recipient {
  partnerId: string;
  role: 'coordinator' | 'budget_officer' | 'editor' | 'reader';
  leads: boolean;
}

/** Who takes part in the proposal now: recipients are resolved when something is sent, since people change. */
export async function currentMembers(trx: Trx, proposalId: string): Promise<MemberRecipient[]> {
  const rows = await trx
    .selectFrom('proposalMember as m')
    .innerJoin('person as p', 'p.id', 'm.personId')
    .innerJoin('partner as t', 't.id', 'm.partnerId')
    .where('m.proposalId', '=', proposalId)
    .where('m.toAt', 'is', null)
    .where('t.status', '=', 'accepted')
    .select([
      'p.id as personId',
      'p.email',
      'p.language',
      'm.partnerId',
      'm.role',
      't.role as partnerRole',
    ])
    .orderBy('p.id')
    .execute();
  return rows.map(({ partnerRole, ...row }) => ({ ...row, leads: partnerRole === 'lead' }));
}

/** Those who speak for the consortium; where nobody coordinates it, everybody who writes for the lead. */
export function coordinatorsOf(members: readonly MemberRecipient[]): MemberRecipient[] {
  const coordinators = members.filter(({ leads, role }) => leads && role === 'coordinator');
  if (coordinators.length > 0) return coordinators;
  return members.filter(({ leads, role }) => leads && role !== 'reader');
}

/** Those who can sign a partner's part; where it has none left, the coordinators. */
export function signersOf(
  members: readonly MemberRecipient[],
  partnerId: string,
): MemberRecipient[] {
  const signers = members.filter(
    (member) =>
      member.partnerId === partnerId && (member.role === 'editor' || member.role === 'coordinator'),
  );
  return signers.length > 0 ? signers : coordinatorsOf(members);
}
