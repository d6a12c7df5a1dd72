export type PledgeStatus = 'requested' | 'pledged' | 'declined' | 'revoked';

export interface PledgeView {
  id: string;
  partnerId: string;
  sourceId: string;
  funderName: string;
  email: string;
  requestedMinor: string;
  pledgedMinor: string | null;
  status: PledgeStatus;
  expiresAt: string;
  answeredAt: string | null;
}

/** What a co-funder sees behind its link; everything but the state is null when the link leads nowhere. */
export interface PledgeOffer {
  state: 'open' | 'pledged' | 'declined' | 'revoked' | 'expired' | 'unknown';
  pledge: {
    funderName: string;
    proposalTitle: string;
    callTitle: { sv: string; en: string };
    purpose: string;
    leadName: string;
    partnerName: string;
    partnerNames: string[];
    requestedByName: string;
    currency: string;
    requestedMinor: string;
    pledgedMinor: string | null;
    signedName: string | null;
    startsOn: string | null;
    months: number | null;
    callClosesAt: string;
    requestedAt: string;
    expiresAt: string;
    answeredAt: string | null;
  } | null;
}
