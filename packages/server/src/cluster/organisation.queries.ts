import type {
  OrganisationRef,
  OrganisationView,
  RegionView,
} from '@samspel/domain/cluster/cluster-view';
import { counties, findCounty } from '@samspel/domain/consortium/regions';
import type { Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { OrganisationTable } from './organisation.table.ts';

export interface DirectoryFilter {
  kind?: string;
  nuts2?: string;
  theme?: string;
  search?: string;
}

type Row = Selectable<OrganisationTable>;

/** The directory, by name. Authorities are not in it: nobody invites them. */
export async function listOrganisations(
  db: Db | Trx,
  { kind, nuts2, theme, search }: DirectoryFilter,
): Promise<OrganisationView[]> {
  let query = db
    .selectFrom('organisation')
    .selectAll()
    .where('listed', '=', true)
    .where('kind', '<>', 'authority');
  if (kind) query = query.where('kind', '=', kind as Row['kind']);
  if (nuts2) query = query.where('nuts3', 'in', countiesIn(nuts2));
  if (search) {
    const like = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) =>
      where.or([where('name', 'ilike', like), where('shortName', 'ilike', like)]),
    );
  }
  const rows = await query.orderBy('name').orderBy('id').limit(500).execute();
  return rows.filter((row) => !theme || row.themes.includes(theme)).map(organisationView);
}

/** Of the directory; what only a consortium has typed is absent to everybody else. */
export async function getOrganisation(db: Db | Trx, id: string): Promise<OrganisationView | null> {
  const row = await db
    .selectFrom('organisation')
    .selectAll()
    .where('id', '=', id)
    .where('listed', '=', true)
    .executeTakeFirst();
  return row ? organisationView(row) : null;
}

/** By id; ids that are nobody's are absent. */
export async function organisationViews(
  db: Db | Trx,
  ids: readonly string[],
): Promise<Map<string, OrganisationView>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('organisation')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, organisationView(row)]));
}

export function organisationView(row: Row): OrganisationView {
  const county = row.nuts3 ? findCounty(row.nuts3) : null;
  return {
    ...organisationRef(row),
    county: county?.county ?? null,
    nuts2: county?.nuts2 ?? null,
    nuts2Name: county?.nuts2Name ?? null,
    website: row.website,
    themes: row.themes,
    orgnr: row.orgnr,
    s3PilotSince: row.s3PilotSince,
  };
}

export function organisationRef({ id, name, shortName, kind, nuts3 }: OrganisationRef) {
  return { id, name, shortName, kind, nuts3 };
}

export const regionViews: readonly RegionView[] = counties.map(
  ({ nuts2, nuts2Name, nuts3, county }) => ({ nuts2, nuts2Name, nuts3, county }),
);

// An unknown region finds nothing rather than everything.
function countiesIn(nuts2: string): string[] {
  const found = counties.filter((county) => county.nuts2 === nuts2).map(({ nuts3 }) => nuts3);
  return found.length > 0 ? found : [''];
}
