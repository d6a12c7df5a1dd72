import type { CallDefinition } from './call.ts';

/** By the server's clock: a call takes submissions while it is open, and only then. */
export type CallPhase = 'upcoming' | 'open' | 'closed';

export interface CallSummary {
  id: string;
  code: string;
  title: { sv: string; en: string };
  summary: { sv: string; en: string };
  opensAt: string;
  closesAt: string;
  status: 'draft' | 'published' | 'closed';
  themes: { key: string; title: { sv: string; en: string } }[];
  euRateBp: number;
  minEuMinor: string;
  maxEuMinor: string;
  authorityName: string;
  phase: CallPhase;
}

export type CallView = CallDefinition & {
  id: string;
  authorityName: string;
  phase: CallPhase;
  serverTime: string;
};
