import type { Generated } from 'kysely';

export interface ProposalTable {
  id: string;
  callId: string;
  title: string;
  acronym: Generated<string>;
  theme: Generated<string>;
  /** A date without time, as YYYY-MM-DD. */
  startsOn: string | null;
  months: number | null;
  status: 'draft' | 'submitting' | 'submitted';
  createdBy: string;
  createdAt: Generated<Date>;
}

export interface SectionOwnerTable {
  proposalId: string;
  sectionKey: string;
  partnerId: string;
}

export interface SignOffTable {
  id: string;
  proposalId: string;
  partnerId: string;
  personId: string;
  versionName: string;
  contentHash: Buffer;
  content: string;
  at: Generated<Date>;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawnReason: string | null;
}
