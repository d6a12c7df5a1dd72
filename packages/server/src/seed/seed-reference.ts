import { callDefinition } from '@samspel/domain/call/call';
import type { OrganisationKind } from '@samspel/domain/consortium/partner';
import { databaseNow } from '@samspel/platform/clock';
import { newId } from '@samspel/platform/ids';
import { appendTyped, withActor } from '../command.ts';
import type { Db, Trx } from '../database.ts';
import { type CallTemplate, callTemplates } from './calls.ts';
import { readCsv } from './read-csv.ts';
import { stockholmHour } from './stockholm-time.ts';

const system = { kind: 'system' } as const;
const authorityName = 'Tillväxtverket';

/**
 * The directory, the authority and its two calls. What is already there stays as it is, but for what our
 * own calls could not say when they were seeded.
 */
export async function seedReference(db: Db): Promise<void> {
  await withActor(db, system, async (trx) => {
    for (const row of readCsv('clusters.csv')) {
      await ensureOrganisation(trx, {
        name: row.name!,
        kind: row.kind as OrganisationKind,
        nuts3: row.nuts3 || null,
        website: row.website ? `https://${row.website}` : null,
        themes: row.theme ? [row.theme] : [],
        s3PilotSince: row.s3_pilot_since ? Number(row.s3_pilot_since) : null,
      });
    }
    const authorityId = await ensureOrganisation(trx, {
      name: authorityName,
      kind: 'authority',
      nuts3: 'SE110',
      website: 'https://tillvaxtverket.se',
      themes: [],
      s3PilotSince: null,
    });
    for (const template of callTemplates) await ensureCall(trx, authorityId, template);
  });
}

interface NewOrganisation {
  name: string;
  kind: OrganisationKind;
  nuts3: string | null;
  website: string | null;
  themes: string[];
  s3PilotSince: number | null;
}

async function ensureOrganisation(trx: Trx, organisation: NewOrganisation): Promise<string> {
  const known = await trx
    .selectFrom('organisation')
    .select('id')
    .where('name', '=', organisation.name)
    .executeTakeFirst();
  if (known) return known.id;
  const id = newId();
  await trx
    .insertInto('organisation')
    .values({
      id,
      shortName: shortNameOf(organisation.name),
      orgnr: null,
      listed: true,
      ...organisation,
    })
    .execute();
  const aggregate = { kind: 'organisation', id } as const;
  await appendTyped(trx, system, aggregate, 'organisation.registered', { organisationId: id });
  return id;
}

function shortNameOf(name: string): string {
  return name.replace(/\s*\(.*\)$/, '');
}

async function ensureCall(trx: Trx, authorityId: string, template: CallTemplate): Promise<void> {
  const { code } = template.definition;
  const known = await trx
    .selectFrom('call')
    .select(['id', 'authorityId', 'definition'])
    .where('code', '=', code)
    .executeTakeFirst();
  if (known) {
    if (known.authorityId === authorityId) await ensureAnnexes(trx, known, template);
    return;
  }
  const opensAt = await databaseNow(trx);
  const closesAt = stockholmHour(opensAt, template.daysOpen, 16);
  const definition = callDefinition.parse({
    ...template.definition,
    authorityId,
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
  });
  const id = newId();
  await trx
    .insertInto('call')
    .values({
      id,
      code,
      authorityId,
      status: 'published',
      opensAt,
      closesAt,
      definition: JSON.stringify(definition),
    })
    .execute();
  await appendTyped(trx, system, { kind: 'call', id }, 'call.published', {
    callId: id,
    authorityId,
    closesAt: closesAt.toISOString(),
  });
}

/** A call that was seeded before calls asked for annexes asks for them from now on. */
async function ensureAnnexes(
  trx: Trx,
  call: { id: string; definition: unknown },
  { definition: { annexes } }: CallTemplate,
): Promise<void> {
  const definition = callDefinition.parse(call.definition);
  if (definition.annexes || !annexes) return;
  await trx
    .updateTable('call')
    .set({ definition: JSON.stringify(callDefinition.parse({ ...definition, annexes })) })
    .where('id', '=', call.id)
    .execute();
  await appendTyped(trx, system, { kind: 'call', id: call.id }, 'call.amended', {
    callId: call.id,
    fields: ['annexes'],
  });
}
