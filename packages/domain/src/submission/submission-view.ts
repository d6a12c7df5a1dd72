import type { SubmissionRef } from '../proposal/proposal-view.ts';

/** One line of the authority's intake: received applications only, never a draft. */
export interface SubmissionRow {
  id: string;
  reference: string;
  number: number;
  receivedAt: string;
  title: string;
  acronym: string;
  leadName: string;
  partnerNames: string[];
  totalMinor: string;
  euMinor: string;
  currency: string;
  sha256: string;
  current: boolean;
  pdfReady: boolean;
}

export interface SubmissionView {
  ref: SubmissionRef;
  callId: string;
  callTitle: { sv: string; en: string };
  currency: string;
  /** The canonical application as received; its shape is proposal/canonical-application. */
  content: unknown;
  /** Names of those who answer for milestones, by person id. */
  owners: Record<string, string>;
  verification: { ok: boolean; differences: string[] };
}
