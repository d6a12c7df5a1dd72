import type { AnnexFile } from '../annex/annex.ts';
import { annexesInPlace, annexesOfPart } from '../annex/annex-slots.ts';
import { type BudgetSheet, emptyBudgetSheet } from '../budget/budget-sheet.ts';
import { type BudgetJson, budgetJson } from '../budget/compute-budget.ts';
import { type CallDefinition, callDefinition } from '../call/call.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type CofundingSheet, emptyCofundingSheet } from '../cofunding/cofunding-sheet.ts';
import { isFunded, type PartnerEntry, type SignOff } from '../consortium/partner.ts';
import type { Finding } from '../finding.ts';
import { isInRuleSet, ruleSet } from '../rules.ts';
import { isEmptyWorkplan, type WorkplanSheet } from '../workplan/workplan-sheet.ts';
import type { Application, PledgeState, ProposalFacts } from './application.ts';
import { checkProposal } from './check-proposal.ts';

export interface SubmittedPartner extends Omit<PartnerEntry, 'signOff'> {
  signOff: Omit<SignOff, 'current'> | null;
}

export interface SubmittedSection {
  key: string;
  ownerPartnerId: string | null;
  characters: number;
  content: unknown;
}

/** The application as received, whole: what its hash is over, and what the authority reads. */
export interface SubmissionDocument {
  format: 'samspel.application/1';
  /** The set of checks that judged it; absent in those of the first. */
  rules?: number;
  receivedAt: string;
  submittedBy: string;
  call: CallDefinition;
  proposal: ProposalFacts;
  partners: SubmittedPartner[];
  sections: SubmittedSection[];
  budgets: Record<string, BudgetSheet>;
  cofunding: Record<string, CofundingSheet>;
  pledges: PledgeState[];
  workplan?: WorkplanSheet;
  /** Absent where the call asks for none: so it was before calls did. */
  annexes?: AnnexFile[];
  /** Money of record and findings, as computed on receipt. */
  budget: Omit<BudgetJson, 'findings'>;
  findings: Finding[];
}

/**
 * The document of a submission, computed on the application as it was when the request came in
 * (`application.now`). Only accepted partners are in it: whom else the consortium asked is not the
 * authority's business.
 */
export function canonicalApplication(
  application: Application,
  submittedBy: string,
  rules = ruleSet,
): SubmissionDocument {
  const received = acceptedOnly(application);
  const { findings, budget } = checkProposal(received);
  const { findings: _, ...money } = budgetJson(budget);
  return {
    format: 'samspel.application/1',
    ...(rules > 1 && { rules }),
    receivedAt: received.now,
    submittedBy,
    call: received.call,
    proposal: { id: received.proposal.id, ...descriptionOf(received.proposal) },
    partners: received.partners.map(submittedPartner),
    sections: received.sections.map((section) => ({
      key: section.key,
      ownerPartnerId: section.ownerPartnerId,
      characters: section.characters,
      content: contentOf(section),
    })),
    budgets: received.budgets,
    cofunding: received.cofunding,
    pledges: received.pledges.map(submittedPledge),
    ...(received.workplan && { workplan: received.workplan }),
    ...(received.call.annexes ? { annexes: annexesInPlace(received).map(submittedAnnex) } : {}),
    budget: money,
    findings: findings.filter(({ rule }) => isInRuleSet(rule, rules)),
  };
}

// Field by field: whatever else a caller's objects carry must not slip into what is hashed.
function submittedPartner({ signOff, ...partner }: PartnerEntry): SubmittedPartner {
  return {
    id: partner.id,
    organisationId: partner.organisationId,
    organisationName: partner.organisationName,
    organisationNumber: partner.organisationNumber,
    kind: partner.kind,
    nuts3: partner.nuts3,
    role: partner.role,
    status: partner.status,
    signOff: signOff && { by: signOff.by, at: signOff.at, contentHash: signOff.contentHash },
  };
}

// PL5: an answer that nobody signed has no signature in the file, as in those from before there were any.
function submittedPledge({ partnerId, sourceId, amountMinor, status, signature }: PledgeState) {
  return { partnerId, sourceId, amountMinor, status, ...(signature && { signature }) };
}

function submittedAnnex(file: AnnexFile): AnnexFile {
  return { ...signedAnnex(file), scan: file.scan };
}

// What is signed is the file: that it was scanned later changes nothing of it.
function signedAnnex(file: AnnexFile): Omit<AnnexFile, 'scan'> {
  const { kind, partnerId, sourceId, name, type, sizeBytes, sha256 } = file;
  return { kind, partnerId, sourceId, name, type, sizeBytes, sha256 };
}

function descriptionOf(proposal: ProposalFacts): Omit<ProposalFacts, 'id'> {
  const { title, acronym, theme, months, startDate } = proposal;
  return { title, acronym, theme, months, startDate };
}

function acceptedOnly(application: Application): Application {
  const partners = application.partners.filter(({ status }) => status === 'accepted');
  const funded = partners.filter(isFunded).map(({ id }) => id);
  const keys = new Set(application.call.sections.map(({ key }) => key));
  return {
    ...application,
    call: definitionOf(application.call),
    // The document holds what was read; what could not be read is not part of it.
    unreadable: [],
    partners,
    sections: application.sections.filter(({ key }) => keys.has(key)),
    budgets: pick(application.budgets, funded, emptyBudgetSheet),
    cofunding: pick(application.cofunding, funded, emptyCofundingSheet),
    pledges: application.pledges.filter(({ partnerId }) => funded.includes(partnerId)),
  };
}

/** A call as it may come with more around it (its id, its authority's name): the definition alone. */
function definitionOf(call: CallDefinition): CallDefinition {
  const known = Object.keys(callDefinition.shape);
  const entries = Object.entries(call).filter(
    ([key, value]) => known.includes(key) && value != null,
  );
  return Object.fromEntries(entries) as CallDefinition;
}

function pick<T>(sheets: Record<string, T>, ids: readonly string[], empty: T): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [id, sheets[id] ?? empty]));
}

function contentOf(section: { key: string; content?: unknown }): unknown {
  if (section.content === undefined) {
    throw new RangeError(`the content of section ${section.key} is needed for a hash`);
  }
  return section.content;
}

/** What a partner signs: its budget, sources, annexes and sections; the lead also what describes all. */
export interface PartContent {
  format: 'samspel.part/1';
  proposalId: string;
  partnerId: string;
  budget: BudgetSheet;
  cofunding: CofundingSheet;
  sections: { key: string; content: unknown }[];
  /** Absent without any: so parts were signed before there were annexes. */
  annexes?: Omit<AnnexFile, 'scan'>[];
  description?: Omit<ProposalFacts, 'id'>;
  workplan?: WorkplanSheet;
}

type PartSource = Pick<
  Application,
  'call' | 'proposal' | 'sections' | 'budgets' | 'cofunding' | 'workplan' | 'annexes'
> & {
  partners: readonly Pick<PartnerEntry, 'id' | 'role' | 'status'>[];
};

/** SO2: the content of a partner's part; sections without a funded owner are the lead's. */
export function partContent(source: PartSource, partnerId: string): PartContent {
  const owned = sectionsOfPart(source, partnerId);
  const annexes = annexesOfPart(source, partnerId).map(signedAnnex);
  const part: PartContent = {
    format: 'samspel.part/1',
    proposalId: source.proposal.id,
    partnerId,
    budget: source.budgets[partnerId] ?? emptyBudgetSheet,
    cofunding: source.cofunding[partnerId] ?? emptyCofundingSheet,
    sections: owned.map((section) => ({ key: section.key, content: contentOf(section) })),
    ...(annexes.length > 0 ? { annexes } : {}),
  };
  if (!isLead(source, partnerId)) return part;
  const described = { ...part, description: descriptionOf(source.proposal) };
  const { workplan } = source;
  // An empty plan is left out: a part that was signed before there were plans keeps its hash.
  return workplan && !isEmptyWorkplan(workplan) ? { ...described, workplan } : described;
}

/** The text whose SHA-256 is a part's content hash. */
export function canonicalPart(source: PartSource, partnerId: string): string {
  return canonicalJson(partContent(source, partnerId));
}

/** The sections that belong to a partner's part, in the form's order of listing. */
export function sectionsOfPart<S extends { key: string; ownerPartnerId: string | null }>(
  source: { sections: readonly S[]; partners: PartSource['partners'] },
  partnerId: string,
): S[] {
  const funded = new Set(source.partners.filter(isFunded).map(({ id }) => id));
  const lead = isLead(source, partnerId);
  return source.sections.filter(({ ownerPartnerId }) =>
    ownerPartnerId !== null && funded.has(ownerPartnerId) ? ownerPartnerId === partnerId : lead,
  );
}

function isLead(source: { partners: PartSource['partners'] }, partnerId: string): boolean {
  return source.partners.some(
    ({ id, role, status }) => id === partnerId && role === 'lead' && status === 'accepted',
  );
}
