export const organisationKinds = [
  'cluster',
  'rdi_platform',
  'university',
  'institute',
  'region',
  'municipality',
  'company',
  'authority',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

export const partnerRoles = ['lead', 'partner', 'associated'] as const;
export type PartnerRole = (typeof partnerRoles)[number];

export const partnerStatuses = ['invited', 'accepted', 'declined', 'left'] as const;
export type PartnerStatus = (typeof partnerStatuses)[number];

/** What a person may do inside a proposal; coordinator and budget officer belong to the lead. */
export const personRoles = ['coordinator', 'budget_officer', 'editor', 'reader'] as const;
export type PersonRole = (typeof personRoles)[number];

export interface SignOff {
  by: string;
  at: string;
  contentHash: string;
  /** Whether the part's content still has the signed hash. */
  current: boolean;
}

export interface PartnerEntry {
  id: string;
  organisationId: string;
  organisationName: string;
  organisationNumber: string | null;
  kind: OrganisationKind;
  nuts3: string | null;
  role: PartnerRole;
  status: PartnerStatus;
  signOff: SignOff | null;
}

/** A funded partner has a budget and a part to sign: the accepted lead and accepted partners. */
export function isFunded(partner: Pick<PartnerEntry, 'role' | 'status'>): boolean {
  return partner.status === 'accepted' && partner.role !== 'associated';
}
