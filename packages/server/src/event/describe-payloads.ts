import type { ActivityItem } from '@samspel/domain/event/event-view';
import type { JsonObject, JsonValue } from '@samspel/platform/json';
import type { Trx } from '../database.ts';
import { namesOf } from '../person/person.queries.ts';

interface Row {
  version: number;
  type: string;
  payload: JsonObject;
  at: Date;
  actorName: string | null;
}

const partnerKeys = ['partnerId', 'ownerPartnerId', 'fromPartnerId', 'toPartnerId'];

/**
 * Events carry ids so that a person can be forgotten later; a reader gets today's names. The params are
 * the payload's own scalars, plus `person` and `partner`, `ownerPartner`, `fromPartner`, `toPartner`.
 */
export async function describePayloads(trx: Trx, rows: readonly Row[]): Promise<ActivityItem[]> {
  const idsAt = (keys: readonly string[]) =>
    rows.flatMap(({ payload }) => keys.map((key) => payload[key]).filter(isText));
  const [people, partners] = await Promise.all([
    namesOf(trx, idsAt(['personId'])),
    partnerNames(trx, idsAt(partnerKeys)),
  ]);
  return rows.map(({ version, type, payload, at, actorName }) => ({
    version,
    type,
    actorName,
    at: at.toISOString(),
    params: paramsOf(payload, new Map([...people, ...partners])),
  }));
}

function paramsOf(payload: JsonObject, names: ReadonlyMap<string, string>) {
  const params: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(payload)) {
    if (typeof value === 'number') params[key] = value;
    else if (isText(value)) {
      const named = key.endsWith('Id') ? names.get(value) : undefined;
      if (named !== undefined) params[key.slice(0, -2)] = named;
      else params[key] = value;
    } else if (Array.isArray(value)) params[key] = value.filter(isText).join(', ');
  }
  return params;
}

async function partnerNames(trx: Trx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('partner')
    .innerJoin('organisation', 'organisation.id', 'partner.organisationId')
    .select(['partner.id', 'organisation.name'])
    .where('partner.id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}
