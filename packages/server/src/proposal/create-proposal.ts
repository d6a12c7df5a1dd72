import { personIdOf } from '@samspel/domain/actor';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { canCreateProposal } from '@samspel/domain/proposal/can-proposal';
import { databaseNow } from '@samspel/platform/clock';
import { sql } from 'kysely';
import { syncAccess } from '../access/sync-access.ts';
import { type Context, elevated, runCommand } from '../command.ts';
import type { Trx } from '../database.ts';
import type { CreateProposal } from './inputs.ts';

const PROPOSALS_PER_DAY = 100;

/** Starts a consortium for a call; its maker coordinates it for the organisation that leads. */
export function createProposal(context: Context, input: CreateProposal): Promise<{ id: string }> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const personId = personIdOf(actor);
    if (!personId) throw new DomainError('forbidden', 'sign_in_first');
    assertAllowed(canCreateProposal(actor, { isOpen: await isOpen(trx, input.callId) }));
    await assertMayLead(trx, personId, input.organisationId);
    await assertNotTooMany(trx, personId);
    const id = context.ids.newId();
    const partnerId = context.ids.newId();
    // Nobody is a member of what does not exist yet; from here on the maker is.
    await elevated(trx, async () => {
      await insertRows(context, trx, { ...input, id, partnerId, personId });
      await syncAccess(trx, id);
    });
    await append({ kind: 'proposal', id }, 'proposal.created', {
      proposalId: id,
      callId: input.callId,
      partnerId,
      personId,
    });
    return { id };
  });
}

async function isOpen(trx: Trx, callId: string): Promise<boolean> {
  const call = await trx
    .selectFrom('call')
    .select(['status', 'opensAt', 'closesAt'])
    .where('id', '=', callId)
    .executeTakeFirst();
  if (!call || call.status === 'draft') {
    throw new DomainError('not_found', 'absent', { field: 'callId' });
  }
  const now = await databaseNow(trx);
  return call.status === 'published' && call.opensAt <= now && now <= call.closesAt;
}

/** Somebody of an organisation leads for it; who belongs to none yet may name one. */
async function assertMayLead(trx: Trx, personId: string, organisationId: string): Promise<void> {
  const organisation = await trx
    .selectFrom('organisation')
    .select('kind')
    .where('id', '=', organisationId)
    .executeTakeFirst();
  if (!organisation || organisation.kind === 'authority') {
    throw new DomainError('not_found', 'absent', { field: 'organisationId' });
  }
  const memberships = await trx
    .selectFrom('membership')
    .select('organisationId')
    .where('personId', '=', personId)
    .where('toAt', 'is', null)
    .execute();
  const own = memberships.some((row) => row.organisationId === organisationId);
  if (memberships.length > 0 && !own) {
    throw new DomainError('forbidden', 'not_your_organisation', { field: 'organisationId' });
  }
}

/** Blocks filling the database with drafts: each has documents, events and reminders of its own. */
async function assertNotTooMany(trx: Trx, personId: string): Promise<void> {
  const { count } = await elevated(trx, () =>
    trx
      .selectFrom('proposal')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('createdBy', '=', personId)
      .where('createdAt', '>', sql<Date>`samspel.now() - interval '1 day'`)
      .executeTakeFirstOrThrow(),
  );
  if (count >= PROPOSALS_PER_DAY) throw new DomainError('rate_limited', 'too_many_proposals');
}

async function insertRows(
  context: Context,
  trx: Trx,
  row: CreateProposal & { id: string; partnerId: string; personId: string },
): Promise<void> {
  const now = await databaseNow(trx);
  await trx
    .insertInto('proposal')
    .values({
      id: row.id,
      callId: row.callId,
      title: row.title,
      acronym: row.acronym ?? '',
      startsOn: null,
      months: null,
      status: 'draft',
      createdBy: row.personId,
    })
    .execute();
  await trx
    .insertInto('partner')
    .values({
      id: row.partnerId,
      proposalId: row.id,
      organisationId: row.organisationId,
      role: 'lead',
      status: 'accepted',
      position: 1,
      joinedAt: now,
      leftAt: null,
    })
    .execute();
  await trx
    .insertInto('proposalMember')
    .values({
      id: context.ids.newId(),
      proposalId: row.id,
      partnerId: row.partnerId,
      personId: row.personId,
      role: 'coordinator',
      toAt: null,
    })
    .execute();
  await trx
    .insertInto('membership')
    .values({
      id: context.ids.newId(),
      personId: row.personId,
      organisationId: row.organisationId,
      role: 'member',
      toAt: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['personId', 'organisationId']).where('toAt', 'is', null).doNothing(),
    )
    .execute();
}
