import type { Actor } from '@samspel/domain/actor';
import { planTimeOf } from '@samspel/domain/workplan/plan-time';
import { databaseNow } from '@samspel/platform/clock';
import { newId } from '@samspel/platform/ids';
import { syncAccess } from '../access/sync-access.ts';
import { appendTyped, withActor } from '../command.ts';
import type { Db, Trx } from '../database.ts';
import { registerPerson } from '../person/register-person.ts';
import { callOf } from '../proposal/proposal.queries.ts';
import { type DemoPerson, demoPeople } from './demo-people.ts';
import { writeDemoDocuments } from './write-demo-documents.ts';

const system: Actor = { kind: 'system' };
const title = 'Smart textil, smart vård';
const callCode = 'INTERREG-KLUSTER';

interface Seat {
  email: string;
  role: 'coordinator' | 'budget_officer' | 'editor' | 'reader';
}

const consortium: readonly {
  organisation: string;
  role: 'lead' | 'partner' | 'associated';
  seats: Seat[];
}[] = [
  {
    organisation: 'Mobile Heights',
    role: 'lead',
    seats: [
      { email: 'coordinator@mobile-heights.example', role: 'coordinator' },
      { email: 'budget@mobile-heights.example', role: 'budget_officer' },
    ],
  },
  {
    organisation: 'Smart Textiles',
    role: 'partner',
    seats: [{ email: 'editor@smart-textiles.example', role: 'editor' }],
  },
  {
    organisation: 'Automation Region',
    role: 'partner',
    seats: [{ email: 'editor@automation-region.example', role: 'editor' }],
  },
  {
    organisation: 'Techtank',
    role: 'associated',
    seats: [{ email: 'reader@techtank.example', role: 'reader' }],
  },
];

/**
 * People by role and one begun application, so that a newcomer meets a filled workspace. Runs again
 * without effect; the reference data must be there.
 */
export async function seedDemo(db: Db): Promise<void> {
  for (const person of demoPeople) {
    await registerPerson(db, { id: newId(), email: person.email, name: person.name });
  }
  await withActor(db, system, async (trx) => {
    for (const person of demoPeople) await settlePerson(trx, person);
    const known = await trx
      .selectFrom('proposal')
      .select('id')
      .where('title', '=', title)
      .executeTakeFirst();
    if (!known) await seedProposal(trx);
  });
}

async function settlePerson(trx: Trx, { email, organisation, role, isAdmin }: DemoPerson) {
  const personId = await personIdBy(trx, email);
  if (isAdmin) {
    await trx.updateTable('person').set({ isAdmin: true }).where('id', '=', personId).execute();
  }
  if (!organisation) return;
  await trx
    .insertInto('membership')
    .values({
      id: newId(),
      personId,
      organisationId: await organisationIdBy(trx, organisation),
      role: role ?? 'member',
      toAt: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['personId', 'organisationId']).where('toAt', 'is', null).doNothing(),
    )
    .execute();
}

async function seedProposal(trx: Trx): Promise<void> {
  const id = newId();
  const now = await databaseNow(trx);
  const createdBy = await personIdBy(trx, 'coordinator@mobile-heights.example');
  const call = await trx
    .selectFrom('call')
    .select('id')
    .where('code', '=', callCode)
    .executeTakeFirstOrThrow();
  const [startDate, months] = [firstDayIn(now, 5), 24];
  await trx
    .insertInto('proposal')
    .values({
      id,
      callId: call.id,
      title,
      acronym: 'STSV',
      theme: 'health_care',
      startsOn: startDate,
      months,
      status: 'draft',
      createdBy,
    })
    .execute();
  const partners = await insertConsortium(trx, id, now);
  const lead = partners.get('Mobile Heights')!;
  await syncAccess(trx, id);
  await assignSection(trx, id, 'work_plan', partners.get('Automation Region')!);
  await assignSection(trx, id, 'added_value', partners.get('Smart Textiles')!);
  await appendTyped(trx, system, { kind: 'proposal', id }, 'proposal.created', {
    proposalId: id,
    callId: call.id,
    partnerId: lead,
    personId: createdBy,
  });
  const { definition } = await callOf(trx, { callId: call.id });
  const time = planTimeOf(definition, { startDate, months });
  await writeDemoDocuments(trx, id, partners, createdBy, time);
}

/** Partner ids by the organisation's name. */
async function insertConsortium(
  trx: Trx,
  proposalId: string,
  now: Date,
): Promise<Map<string, string>> {
  const partners = new Map<string, string>();
  for (const [index, { organisation, role, seats }] of consortium.entries()) {
    const partnerId = newId();
    partners.set(organisation, partnerId);
    await trx
      .insertInto('partner')
      .values({
        id: partnerId,
        proposalId,
        organisationId: await organisationIdBy(trx, organisation),
        role,
        status: 'accepted',
        position: index + 1,
        joinedAt: now,
        leftAt: null,
      })
      .execute();
    for (const seat of seats) {
      const personId = await personIdBy(trx, seat.email);
      await trx
        .insertInto('proposalMember')
        .values({ id: newId(), proposalId, partnerId, personId, role: seat.role, toAt: null })
        .execute();
    }
  }
  return partners;
}

async function assignSection(
  trx: Trx,
  proposalId: string,
  sectionKey: string,
  partnerId: string,
): Promise<void> {
  await trx.insertInto('sectionOwner').values({ proposalId, sectionKey, partnerId }).execute();
}

/** The first day of a month some months ahead. */
function firstDayIn(now: Date, months: number): string {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
  return day.toISOString().slice(0, 10);
}

async function personIdBy(trx: Trx, email: string): Promise<string> {
  const row = await trx
    .selectFrom('person')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function organisationIdBy(trx: Trx, name: string): Promise<string> {
  const row = await trx
    .selectFrom('organisation')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.id;
}
