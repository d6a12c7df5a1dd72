import type { AnnexFile } from '../annex/annex.ts';
import type { BudgetSheet } from '../budget/budget-sheet.ts';
import type { CallDefinition } from '../call/call.ts';
import type { CofundingSheet, SourceStatus } from '../cofunding/cofunding-sheet.ts';
import type { PledgeSeal } from '../cofunding/pledge-statement.ts';
import type { PartnerEntry } from '../consortium/partner.ts';
import type { Finding } from '../finding.ts';
import type { WorkplanSheet } from '../workplan/workplan-sheet.ts';

export interface ProposalFacts {
  id: string;
  title: string;
  acronym: string;
  /** A theme key of the call. */
  theme: string | null;
  months: number | null;
  /** YYYY-MM-DD. */
  startDate: string | null;
}

/** `content` (ProseMirror-like JSON) is needed for hashes only; screens may leave it out. */
export interface SectionState {
  key: string;
  ownerPartnerId: string | null;
  characters: number;
  content?: unknown;
}

/** What a co-funder answered through a pledge link. */
export interface PledgeState {
  partnerId: string;
  sourceId: string;
  amountMinor: string;
  status: SourceStatus;
  /** In force; absent where nobody signed. For the submission only: screens may leave it out. */
  signature?: PledgeSeal;
}

/** Everything that the rules look at: one value, assembled by the browser and by the server. */
export interface Application {
  call: CallDefinition;
  proposal: ProposalFacts;
  partners: PartnerEntry[];
  /** Persons who take part now; left out where that is not known: then nobody is missed. */
  memberIds?: readonly string[];
  sections: SectionState[];
  budgets: Record<string, BudgetSheet>;
  cofunding: Record<string, CofundingSheet>;
  pledges: PledgeState[];
  workplan?: WorkplanSheet;
  /** The files that lie in their places now. */
  annexes?: readonly AnnexFile[];
  /** What the document readers could not read: cells and text that became defaults. */
  unreadable?: Finding[];
  /** ISO instant of the server's clock. */
  now: string;
}
