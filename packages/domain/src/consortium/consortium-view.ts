import type { PersonRole } from './partner.ts';

export type InvitationStatus = 'pending' | 'expired' | 'accepted' | 'declined' | 'withdrawn';

/** An invitation as the members of the consortium see it; the token is in the mail alone. */
export interface InvitationView {
  id: string;
  partnerId: string;
  organisationName: string;
  email: string;
  role: PersonRole;
  invites: 'organisation' | 'person';
  status: InvitationStatus;
  expiresAt: string;
  createdAt: string;
  /** What was said when declining; may be empty. */
  reason?: string;
}

export type InvitationState =
  | 'open'
  | 'expired'
  | 'used'
  | 'withdrawn'
  | 'other_address'
  | 'unknown';

/** What a link offers to whoever opened it. Empty texts where the link is unknown: it tells nothing. */
export interface InvitationOffer {
  state: InvitationState;
  /** Whether somebody is signed in: an open offer is accepted only by the person it was sent to. */
  signedIn: boolean;
  proposalId: string | null;
  proposalTitle: string;
  callTitle: { sv: string; en: string };
  leadName: string;
  organisationName: string;
  /** Masked: `c•••@mobile-heights.example`. */
  email: string;
  invites: 'organisation' | 'person';
  role: PersonRole;
  message: string;
  expiresAt: string | null;
}
