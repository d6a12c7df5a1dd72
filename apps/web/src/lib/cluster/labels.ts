import type { OrganisationKind, PartnerRole, PersonRole } from '@samspel/domain/consortium/partner';
import { textOf } from '#lib/api/text.ts';

const named = (prefix: string, key: string) => textOf(`${prefix}_${key}`) ?? key;

/** "Cluster", "RDI platform": on its own, as in a column. */
export const kindName = (kind: OrganisationKind): string => named('cluster_kind', kind);
/** "clusters", "RDI platforms": within a sentence. */
export const kindsName = (kind: OrganisationKind): string => named('cluster_kinds', kind);
export const partnerRoleName = (role: PartnerRole): string => named('cluster_partner', role);
/** "lead partner": within a sentence. */
export const partnerRoleWord = (role: PartnerRole): string => named('cluster_partners', role);
export const personRoleName = (role: PersonRole): string => named('cluster_person', role);

/** The directory's fields are words of its data; those we know are shown in the reader's language. */
export function themeName(theme: string): string {
  const key = theme
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
  return textOf(`cluster_theme_${key}`) ?? theme;
}
