import type { PartnerRole, PartnerStatus, PersonRole } from '@samspel/domain/consortium/partner';
import type { Generated } from 'kysely';

export interface PartnerTable {
  id: string;
  proposalId: string;
  organisationId: string;
  role: PartnerRole;
  status: PartnerStatus;
  position: number;
  invitedAt: Generated<Date>;
  joinedAt: Date | null;
  leftAt: Date | null;
}

export interface ProposalMemberTable {
  id: string;
  proposalId: string;
  partnerId: string;
  personId: string;
  role: PersonRole;
  fromAt: Generated<Date>;
  toAt: Date | null;
}

export interface InvitationTable {
  id: string;
  proposalId: string;
  partnerId: string;
  email: string;
  role: PersonRole;
  invites: 'organisation' | 'person';
  tokenHash: Buffer;
  /** Of the link in the latest reminder; the first mail's link holds beside it. */
  reminderTokenHash: Buffer | null;
  status: 'pending' | 'accepted' | 'declined' | 'withdrawn';
  message: Generated<string>;
  invitedBy: string;
  createdAt: Generated<Date>;
  expiresAt: Date;
  answeredAt: Date | null;
  answeredBy: string | null;
  answerReason: Generated<string>;
}
