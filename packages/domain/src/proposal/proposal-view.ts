import type { AnnexView } from '../annex/annex-view.ts';
import type { CallDefinition } from '../call/call.ts';
import type { OrganisationView } from '../cluster/cluster-view.ts';
import type { PledgeView } from '../cofunding/cofunding-view.ts';
import type { InvitationView } from '../consortium/consortium-view.ts';
import type { Finding } from '../finding.ts';

export type MemberRole = 'coordinator' | 'budget_officer' | 'editor' | 'reader';
export type PartnerRole = 'lead' | 'partner' | 'associated';
export type PartnerStatus = 'invited' | 'accepted' | 'declined' | 'left';
export type ProposalStatus = 'draft' | 'submitting' | 'submitted';
export type DocumentKind = 'narrative' | 'budget' | 'cofunding' | 'people' | 'workplan';

export interface ProposalSummary {
  id: string;
  title: string;
  acronym: string;
  callId: string;
  callTitle: { sv: string; en: string };
  closesAt: string;
  status: ProposalStatus;
  myRole: MemberRole;
  leadName: string;
  partnerNames: string[];
  updatedAt: string;
  signed: number;
  toSign: number;
}

export interface MemberView {
  memberId: string;
  personId: string;
  name: string;
  initials: string;
  role: MemberRole;
}

export interface SignOffView {
  id: string;
  at: string;
  byName: string;
  versionName: string;
  contentHash: string;
}

export interface PartnerView {
  id: string;
  organisation: OrganisationView;
  role: PartnerRole;
  status: PartnerStatus;
  joinedAt: string | null;
  leftAt: string | null;
  position: number;
  people: MemberView[];
  signOff: SignOffView | null;
  lastWithdrawnSignOff: { at: string; byName: string; reason: string } | null;
}

/** A document of the proposal that this person may open. */
export interface DocumentView {
  name: string;
  kind: DocumentKind;
  part: string | null;
  mode: 'write' | 'read';
  frozen: string | null;
  /** It has become long: most of it lies packed, to be fetched apart. */
  packed: boolean;
}

export interface SubmissionRef {
  id: string;
  number: number;
  reference: string;
  receivedAt: string;
  submittedByName: string;
  sha256: string;
  totalMinor: string;
  euMinor: string;
  withdrawnAt: string | null;
  current: boolean;
  pdfReady: boolean;
}

export interface ProposalView {
  id: string;
  version: number;
  title: string;
  acronym: string;
  theme: string;
  startsOn: string | null;
  months: number | null;
  status: ProposalStatus;
  callId: string;
  call: CallDefinition & { id: string; authorityName: string };
  createdAt: string;
  serverTime: string;
  me: { personId: string; partnerId: string; role: MemberRole };
  partners: PartnerView[];
  invitations: InvitationView[];
  sections: { key: string; ownerPartnerId: string }[];
  pledges: PledgeView[];
  /** Absent in what a device kept from before there were any. */
  annexes?: AnnexView[];
  currentSubmission: SubmissionRef | null;
  lastRefusal: { at: string; findings: Finding[] } | null;
  documents: DocumentView[];
}

export type SubmitOutcome =
  | { outcome: 'accepted'; submission: SubmissionRef }
  /** `system`: the system failed and nothing was judged; its one finding says until when to try again. */
  | { outcome: 'refused'; reason: 'findings' | 'late' | 'system'; findings: Finding[] };

/** What a member holds in hand after submission: enough to prove later what was received and when. */
export interface ReceiptView {
  submission: SubmissionRef;
  proposalId: string;
  proposalTitle: string;
  callTitle: { sv: string; en: string };
  authorityName: string;
  leadName: string;
  auditHead: string;
  currency: string;
  partners: {
    partnerId: string;
    name: string;
    totalMinor: string;
    euMinor: string;
    ownMinor: string;
  }[];
}
