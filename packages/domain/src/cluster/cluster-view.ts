import type { OrganisationKind } from '../consortium/partner.ts';

export interface OrganisationRef {
  id: string;
  name: string;
  shortName: string;
  kind: OrganisationKind;
  nuts3: string | null;
}

export interface OrganisationView extends OrganisationRef {
  county: string | null;
  nuts2: string | null;
  nuts2Name: string | null;
  website: string | null;
  themes: string[];
  orgnr: string | null;
  s3PilotSince: number | null;
}

/** One county (NUTS 3) and the region (NUTS 2) it belongs to. */
export interface RegionView {
  nuts2: string;
  nuts2Name: string;
  nuts3: string;
  county: string;
}
