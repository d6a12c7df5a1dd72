import type { ColumnType, Generated } from 'kysely';

export interface SubmitIntentTable {
  id: string;
  proposalId: string;
  personId: string;
  receivedAt: Date;
  state: 'received' | 'accepted' | 'refused';
  findings: ColumnType<unknown, string | null, string | null>;
  submissionId: string | null;
  finishedAt: Date | null;
  /** How often the sweeper tried to decide it. */
  attempts: Generated<number>;
  lastAttemptAt: Date | null;
  /** Equal for the same signed content; null on rows from before it was taken down. */
  contentMark: Buffer | null;
}

export interface SubmissionTable {
  id: string;
  proposalId: string;
  callId: string;
  number: number;
  reference: string;
  receivedAt: Date;
  submittedBy: string;
  content: string;
  sha256: Buffer;
  auditHead: Buffer;
  currency: string;
  totalMinor: bigint;
  euMinor: bigint;
  ownMinor: bigint;
  pdfSha256: Buffer | null;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
}

export interface SubmissionPartnerTable {
  submissionId: string;
  partnerId: string;
  organisationId: string;
  totalMinor: bigint;
  euMinor: bigint;
  ownMinor: bigint;
}

export interface SubmissionCategoryTable {
  submissionId: string;
  partnerId: string;
  category: string;
  amountMinor: bigint;
}

export interface SubmissionSourceTable {
  submissionId: string;
  partnerId: string;
  sourceId: string;
  funderName: string;
  legal: 'public' | 'private';
  form: 'cash' | 'in_kind';
  amountMinor: bigint;
}

export interface FileTable {
  sha256: Buffer;
  size: bigint;
  mediaType: string;
  createdAt: Generated<Date>;
}
