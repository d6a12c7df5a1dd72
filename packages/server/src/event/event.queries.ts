import type { Trx } from '../database.ts';

/** What a stream has already seen of each aggregate, by id. */
export type Cursor = Map<string, number>;

const BATCH = 200;

/** Present versions; an aggregate to which nothing has happened yet stands at 0. */
export async function versionsOf(trx: Trx, ids: readonly string[]): Promise<Cursor> {
  const rows = await trx
    .selectFrom('aggregate')
    .select(['id', 'version'])
    .where('id', 'in', [...ids])
    .execute();
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return new Map(ids.map((id) => [id, versions.get(id) ?? 0]));
}

/**
 * What happened after the cursor, in version order within each aggregate. By aggregate and version:
 * a cursor over all events would skip those whose transactions commit out of order.
 */
export function eventsAfter(trx: Trx, cursor: Cursor) {
  return trx
    .selectFrom('event')
    .select(['aggregateId', 'aggregateKind as kind', 'version', 'type'])
    .where((where) =>
      where.or(
        [...cursor].map(([id, version]) =>
          where.and([where('aggregateId', '=', id), where('version', '>', version)]),
        ),
      ),
    )
    .orderBy('aggregateId')
    .orderBy('version')
    .limit(BATCH)
    .execute();
}

/** Newest first; before a version when paging back. */
export function eventsBefore(trx: Trx, aggregateId: string, before: number | null, limit: number) {
  let query = trx
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actorId')
    .select([
      'event.version',
      'event.type',
      'event.payload',
      'event.at',
      'person.name as actorName',
    ])
    .where('event.aggregateId', '=', aggregateId);
  if (before !== null) query = query.where('event.version', '<', before);
  return query.orderBy('event.version', 'desc').limit(limit).execute();
}
