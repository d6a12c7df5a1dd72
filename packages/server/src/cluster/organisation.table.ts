import type { OrganisationKind } from '@samspel/domain/consortium/partner';
import type { Generated } from 'kysely';

export interface OrganisationTable {
  id: string;
  name: string;
  shortName: string;
  kind: OrganisationKind;
  orgnr: string | null;
  nuts3: string | null;
  website: string | null;
  themes: Generated<string[]>;
  s3PilotSince: number | null;
  listed: Generated<boolean>;
  createdAt: Generated<Date>;
}
