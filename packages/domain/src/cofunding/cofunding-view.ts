import type { ScanState } from '../annex/annex.ts';

export const pledgeStatuses = [
  'requested',
  'pledged',
  'certified',
  'paid_in',
  'declined',
  'withdrawn',
  'revoked',
] as const;
export type PledgeStatus = (typeof pledgeStatuses)[number];

export const pledgeDeeds = [
  'requested',
  'link_renewed',
  'pledged',
  'changed',
  'declined',
  'withdrawn',
  'withdrawal_requested',
  'signed',
  'certificate_added',
  'certificate_infected',
  'paid_in',
  'payment_undone',
  'revoked',
] as const;
export type PledgeDeed = (typeof pledgeDeeds)[number];

/** One line of a pledge's history; names and reasons as they were given then. */
export interface PledgeEntry {
  number: number;
  what: PledgeDeed;
  status: PledgeStatus;
  amountMinor: string | null;
  reason: string;
  byName: string;
  byFunction: string;
  /** Done by the consortium, or by the co-funder. */
  byConsortium: boolean;
  at: string;
}

export interface PledgeSignature {
  name: string;
  function: string;
  at: string;
  amountMinor: string;
  language: 'sv' | 'en';
  statement: string;
  /** SHA-256, in hex, of what was signed. */
  contentHash: string;
}

export interface PledgeCertificate {
  number: number;
  filename: string;
  size: number;
  at: string;
  amountMinor: string;
  scan: ScanState;
}

export interface PledgeView {
  id: string;
  partnerId: string;
  sourceId: string;
  funderName: string;
  email: string;
  requestedMinor: string;
  pledgedMinor: string | null;
  status: PledgeStatus;
  /** Counts the entries of its history. */
  version: number;
  /** What the co-funder gave as its reason, when it last declined or withdrew. */
  reason: string;
  answeredByName: string;
  requestedByName: string;
  requestedAt: string;
  linkSentAt: string;
  expiresAt: string;
  answeredAt: string | null;
  /** Only the one in force. */
  signature: Omit<PledgeSignature, 'statement' | 'language'> | null;
  /** The newest first. */
  certificates: PledgeCertificate[];
  withdrawalAskedAt: string | null;
}

export type OfferState =
  | Exclude<PledgeStatus, 'requested'>
  | 'open'
  | 'expired'
  | 'unconfirmed'
  | 'unknown';

export interface PledgeStatementView {
  text: string;
  hash: string;
}

/** What a link leads to: who asks whom (the door), and behind it, at a confirmed device, the pledge. */
export interface PledgeOffer {
  state: OfferState;
  door: {
    funderName: string;
    partnerName: string;
    /** The address asked, mostly hidden: enough to know in which mailbox to look. */
    address: string;
    expiresAt: string;
  } | null;
  pledge: {
    id: string;
    version: number;
    status: PledgeStatus;
    /** Why nothing can be answered now; null when it can. */
    closed: 'submitted' | 'expired' | 'paid_in' | null;
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
    signedFunction: string;
    startsOn: string | null;
    months: number | null;
    callClosesAt: string;
    requestedAt: string;
    expiresAt: string;
    answeredAt: string | null;
    /** What would be signed now; null while there is nothing to sign. */
    statement: ({ version: number } & Record<'sv' | 'en', PledgeStatementView>) | null;
    signature: PledgeSignature | null;
    certificates: PledgeCertificate[];
    history: PledgeEntry[];
    withdrawalAskedAt: string | null;
  } | null;
}
