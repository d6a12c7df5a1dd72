import type { AnnexType, ScanState } from '@samspel/domain/annex/annex';
import type { Generated } from 'kysely';

export interface AnnexTable {
  id: string;
  proposalId: string;
  kind: string;
  partnerId: string | null;
  sourceId: string | null;
}

/** All of the file's columns are null where the place was emptied. */
export interface AnnexVersionTable {
  id: string;
  annexId: string;
  proposalId: string;
  number: number;
  at: Generated<Date>;
  byPerson: string;
  name: string | null;
  type: AnnexType | null;
  sizeBytes: bigint | null;
  sha256: Buffer | null;
  scan: ScanState | null;
  scannedAt: Date | null;
}

export interface UploadTable {
  id: string;
  proposalId: string;
  personId: string;
  kind: string;
  partnerId: string | null;
  sourceId: string | null;
  name: string;
  sizeBytes: bigint;
  receivedBytes: Generated<bigint>;
  promisedSha256: Buffer | null;
  state: Generated<'open' | 'done' | 'ended'>;
  createdAt: Generated<Date>;
  touchedAt: Generated<Date>;
  cleanedAt: Date | null;
}

export interface UploadPartTable {
  uploadId: string;
  startByte: bigint;
  sizeBytes: bigint;
  file: string;
}
