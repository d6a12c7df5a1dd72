export const sourceLegals = ['public', 'private'] as const;
export type SourceLegal = (typeof sourceLegals)[number];

export const sourceForms = ['cash', 'in_kind'] as const;
export type SourceForm = (typeof sourceForms)[number];

export const sourceModes = ['amount', 'weight'] as const;
export type SourceMode = (typeof sourceModes)[number];

export const sourceStatuses = [
  'idea',
  'requested',
  'pledged',
  'certified',
  'paid_in',
  'withdrawn',
] as const;
export type SourceStatus = (typeof sourceStatuses)[number];

/** One funder's part of a partner's own part: a fixed amount or a weight in what remains. */
export interface FundingSource {
  id: string;
  funderName: string;
  legal: SourceLegal;
  form: SourceForm;
  mode: SourceMode;
  amountMinor: string;
  weight: number;
  status: SourceStatus;
  /** A proposal to balance leaves it as it is. What may be absent is left out when it says nothing. */
  locked?: boolean;
  /** What makes sources of several partners one funder, whatever each calls it. */
  funderId?: string;
}

export interface CofundingSheet {
  sources: FundingSource[];
}

export const emptyCofundingSheet: CofundingSheet = { sources: [] };
