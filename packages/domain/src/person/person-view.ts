import type { OrganisationRef } from '../cluster/cluster-view.ts';

export type Language = 'sv' | 'en';

export interface PersonView {
  id: string;
  email: string;
  name: string;
  initials: string;
  language: Language;
}

/** A call whose authority this person serves as an officer. */
export interface OfficerRole {
  callId: string;
  code: string;
  title: { sv: string; en: string };
}

/** Who is looking, and what the screens may offer; `person` is null for a visitor who has not signed in. */
export interface MeView {
  person: PersonView | null;
  roles: {
    isAdmin: boolean;
    officerOf: OfficerRole[];
    organisations: OrganisationRef[];
  };
  demo: boolean;
  serverTime: string;
}
