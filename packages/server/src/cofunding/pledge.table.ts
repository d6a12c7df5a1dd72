import type { ScanState } from '@samspel/domain/annex/annex';
import type { PledgeDeed, PledgeStatus } from '@samspel/domain/cofunding/cofunding-view';
import type { Generated } from 'kysely';

export interface PledgeTable {
  id: string;
  proposalId: string;
  partnerId: string;
  sourceId: string;
  funderName: string;
  email: string;
  tokenHash: Buffer;
  /** Of the link in a reminder; the one of the first mail holds as well. */
  reminderTokenHash: Buffer | null;
  linkNumber: Generated<number>;
  linkSentAt: Generated<Date>;
  currency: string;
  requestedMinor: bigint;
  pledgedMinor: bigint | null;
  status: PledgeStatus;
  /** The number of the newest entry of its history. */
  version: Generated<number>;
  reason: Generated<string>;
  requestedBy: string;
  requestedAt: Generated<Date>;
  expiresAt: Date;
  answeredAt: Date | null;
  signedName: string | null;
  signedFunction: Generated<string>;
}

export interface PledgeEntryTable {
  pledgeId: string;
  number: number;
  proposalId: string;
  what: PledgeDeed;
  status: PledgeStatus;
  amountMinor: bigint | null;
  reason: Generated<string>;
  byName: Generated<string>;
  byFunction: Generated<string>;
  personId: string | null;
  at: Generated<Date>;
}

export interface PledgeSignatureTable {
  id: string;
  pledgeId: string;
  proposalId: string;
  amountMinor: bigint;
  statementVersion: number;
  language: 'sv' | 'en';
  statement: string;
  signedName: string;
  signedFunction: string;
  content: string;
  contentHash: Buffer;
  at: Date;
  endedAt: Date | null;
}

export interface PledgeCertificateTable {
  id: string;
  pledgeId: string;
  proposalId: string;
  number: number;
  sha256: Buffer;
  size: number;
  mediaType: string;
  filename: string;
  amountMinor: bigint;
  at: Generated<Date>;
  scan: ScanState;
  scannedAt: Date | null;
}

export interface PledgeCodeTable {
  id: string;
  pledgeId: string;
  codeHash: Buffer | null;
  tries: Generated<number>;
  madeAt: Generated<Date>;
  usedAt: Date | null;
}

export interface PledgeDeviceTable {
  id: string;
  pledgeId: string;
  keyHash: Buffer;
  confirmedAt: Generated<Date>;
  expiresAt: Date;
  endedAt: Date | null;
}
