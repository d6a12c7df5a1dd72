import type { MemberView, PartnerView } from '@samspel/domain/proposal/proposal-view';
import { organisationViews } from '../../cluster/organisation.queries.ts';
import type { Trx } from '../../database.ts';
import { initialsOf, namesOf } from '../../person/person.queries.ts';

/** Every partner with its people and its signature, in the order of their invitation. */
export async function partnerViews(trx: Trx, proposalId: string): Promise<PartnerView[]> {
  const partners = await trx
    .selectFrom('partner')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const organisations = await organisationViews(
    trx,
    partners.map((row) => row.organisationId),
  );
  const people = await membersByPartner(trx, proposalId);
  const signatures = await signaturesByPartner(trx, proposalId);
  return partners.map((row) => ({
    id: row.id,
    organisation: organisations.get(row.organisationId)!,
    role: row.role,
    status: row.status,
    joinedAt: row.joinedAt?.toISOString() ?? null,
    leftAt: row.leftAt?.toISOString() ?? null,
    position: row.position,
    people: people.get(row.id) ?? [],
    signOff: signatures.get(row.id)?.signOff ?? null,
    lastWithdrawnSignOff: signatures.get(row.id)?.lastWithdrawnSignOff ?? null,
  }));
}

async function membersByPartner(trx: Trx, proposalId: string): Promise<Map<string, MemberView[]>> {
  const rows = await trx
    .selectFrom('proposalMember as m')
    .innerJoin('person as p', 'p.id', 'm.personId')
    .where('m.proposalId', '=', proposalId)
    .where('m.toAt', 'is', null)
    .select(['m.id as memberId', 'm.partnerId', 'm.personId', 'p.name', 'm.role'])
    .orderBy('m.fromAt')
    .orderBy('m.id')
    .execute();
  const result = new Map<string, MemberView[]>();
  for (const { partnerId, ...row } of rows) {
    const member = { ...row, initials: initialsOf(row.name) };
    result.set(partnerId, [...(result.get(partnerId) ?? []), member]);
  }
  return result;
}

type Signatures = Pick<PartnerView, 'signOff' | 'lastWithdrawnSignOff'>;

/** The valid signature, or, where there is none, the last one that ended. */
async function signaturesByPartner(trx: Trx, proposalId: string): Promise<Map<string, Signatures>> {
  const rows = await trx
    .selectFrom('signOff')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const names = await namesOf(
    trx,
    rows.flatMap((row) => [row.personId, row.withdrawnBy]).filter((id) => id !== null),
  );
  const result = new Map<string, Signatures>();
  for (const row of rows) {
    if (result.has(row.partnerId)) continue;
    const { id, versionName, withdrawnAt } = row;
    if (withdrawnAt) {
      const byName = names.get(row.withdrawnBy ?? '') ?? '';
      const ended = { at: withdrawnAt.toISOString(), byName, reason: row.withdrawnReason ?? '' };
      result.set(row.partnerId, { signOff: null, lastWithdrawnSignOff: ended });
    } else {
      const at = row.at.toISOString();
      const byName = names.get(row.personId) ?? '';
      const signOff = { id, at, byName, versionName, contentHash: row.contentHash.toString('hex') };
      result.set(row.partnerId, { signOff, lastWithdrawnSignOff: null });
    }
  }
  return result;
}
