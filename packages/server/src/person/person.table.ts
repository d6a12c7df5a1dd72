import type { Generated } from 'kysely';

export interface PersonTable {
  id: string;
  email: string;
  name: string;
  language: Generated<'sv' | 'en'>;
  isAdmin: Generated<boolean>;
  createdAt: Generated<Date>;
}

export interface MembershipTable {
  id: string;
  personId: string;
  organisationId: string;
  role: 'member' | 'officer';
  fromAt: Generated<Date>;
  toAt: Date | null;
}
