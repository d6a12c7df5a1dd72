import type { Generated } from 'kysely';

export interface PledgeTable {
  id: string;
  proposalId: string;
  partnerId: string;
  sourceId: string;
  funderName: string;
  email: string;
  tokenHash: Buffer;
  currency: string;
  requestedMinor: bigint;
  pledgedMinor: bigint | null;
  status: 'requested' | 'pledged' | 'declined' | 'revoked';
  reason: Generated<string>;
  requestedBy: string;
  requestedAt: Generated<Date>;
  expiresAt: Date;
  answeredAt: Date | null;
  signedName: string | null;
}
