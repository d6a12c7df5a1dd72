import { createHash } from 'node:crypto';
import { readBudget } from '@samspel/documents/budget-document';
import { readCofunding } from '@samspel/documents/cofunding-document';
import { type DocumentKind, documentName } from '@samspel/documents/names';
import { readNarrative } from '@samspel/documents/narrative-document';
import { openDocument } from '@samspel/documents/open-document';
import { readWorkplan, workplanSheet } from '@samspel/documents/workplan-document';
import type { BudgetSheet } from '@samspel/domain/budget/budget-sheet';
import type { CallDefinition } from '@samspel/domain/call/call';
import type { CofundingSheet } from '@samspel/domain/cofunding/cofunding-sheet';
import { pledgeStates } from '@samspel/domain/cofunding/pledge-states';
import { isFunded, type PartnerEntry } from '@samspel/domain/consortium/partner';
import type { Finding } from '@samspel/domain/finding';
import type { Application, PledgeState, SectionState } from '@samspel/domain/proposal/application';
import { canonicalPart } from '@samspel/domain/proposal/canonical-application';
import { readUpdates, type StoredDocument } from '@samspel/sync/store/documents';
import { currentAnnexes } from '../../annex/annex.queries.ts';
import { sealsOf } from '../../cofunding/pledge.queries.ts';
import type { Trx } from '../../database.ts';
import { absentError, callOf, type ProposalRow, sectionOwners } from '../proposal.queries.ts';

/**
 * Everything the rules look at, from rows and documents of one transaction. `at` is the instant the
 * rules are asked about: for a submission, when it was received.
 */
export async function loadApplication(
  trx: Trx,
  proposalId: string,
  at: Date,
): Promise<Application> {
  const proposal = await trx
    .selectFrom('proposal')
    .selectAll()
    .where('id', '=', proposalId)
    .executeTakeFirst();
  if (!proposal) throw absentError();
  const { definition } = await callOf(trx, proposal);
  const partners = await loadPartners(trx, proposalId);
  const content = await loadContent(trx, proposalId, definition, partners);
  const application: Application = {
    call: definition,
    proposal: factsOf(proposal),
    partners: partners.map((entry) => ({ ...entry, signOff: null })),
    memberIds: await loadMembers(trx, proposalId),
    ...content,
    pledges: await loadPledges(trx, proposalId),
    annexes: await currentAnnexes(trx, proposalId),
    now: at.toISOString(),
  };
  application.partners = await withSignOffs(trx, application);
  return application;
}

function factsOf(proposal: ProposalRow): Application['proposal'] {
  const { id, title, acronym, theme, months, startsOn } = proposal;
  return { id, title, acronym, theme: theme || null, months, startDate: startsOn };
}

type Unsigned = Omit<PartnerEntry, 'signOff'>;

function loadPartners(trx: Trx, proposalId: string): Promise<Unsigned[]> {
  return trx
    .selectFrom('partner as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisationId')
    .where('p.proposalId', '=', proposalId)
    .select([
      'p.id',
      'p.organisationId',
      'o.name as organisationName',
      'o.orgnr as organisationNumber',
      'o.kind',
      'o.nuts3',
      'p.role',
      'p.status',
    ])
    .orderBy('p.position')
    .orderBy('p.id')
    .execute();
}

async function loadMembers(trx: Trx, proposalId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('proposalMember as m')
    .innerJoin('partner as p', 'p.id', 'm.partnerId')
    .where('m.proposalId', '=', proposalId)
    .where('m.toAt', 'is', null)
    .where('p.status', '=', 'accepted')
    .select('m.personId')
    .execute();
  return rows.map(({ personId }) => personId);
}

type Content = Pick<Application, 'sections' | 'budgets' | 'cofunding' | 'workplan'> & {
  unreadable: Finding[];
};

async function loadContent(
  trx: Trx,
  proposalId: string,
  call: CallDefinition,
  partners: readonly Unsigned[],
): Promise<Content> {
  const funded = partners.filter(isFunded).map(({ id }) => id);
  const owners = await sectionOwners(trx, proposalId);
  const stored = await readUpdates(trx, [
    documentName('workplan', proposalId),
    ...call.sections.map(({ key }) => documentName('narrative', proposalId, key)),
    ...funded.map((id) => documentName('budget', proposalId, id)),
    ...funded.map((id) => documentName('cofunding', proposalId, id)),
  ]);
  const open = (kind: DocumentKind, part?: string) =>
    openStored(kind, stored.get(documentName(kind, proposalId, part)));
  const unreadable: Finding[] = [];
  const sections: SectionState[] = call.sections.map(({ key }) => {
    const { characters, json, findings } = readNarrative(open('narrative', key), key);
    unreadable.push(...findings);
    return { key, ownerPartnerId: owners.get(key) ?? null, characters, content: json };
  });
  const budgets: Record<string, BudgetSheet> = {};
  const cofunding: Record<string, CofundingSheet> = {};
  for (const id of funded) {
    const budget = readBudget(open('budget', id), id);
    const sources = readCofunding(open('cofunding', id), id);
    budgets[id] = budget.sheet;
    cofunding[id] = sources.sheet;
    unreadable.push(...budget.findings, ...sources.findings);
  }
  const plan = readWorkplan(open('workplan'));
  unreadable.push(...plan.findings);
  return { sections, budgets, cofunding, workplan: workplanSheet(plan), unreadable };
}

/** However often it is tried, this document of ours will not open. */
export class UnreadableDocument extends Error {}

function openStored(kind: DocumentKind, stored: StoredDocument | undefined) {
  // A document that should be there and is not must never be read as an empty one.
  if (!stored) throw new UnreadableDocument(`a ${kind} document is missing`);
  try {
    return openDocument(kind, stored.updates, { shapeVersion: stored.shapeVersion });
  } catch (cause) {
    throw new UnreadableDocument(`a ${kind} document cannot be read`, { cause });
  }
}

async function loadPledges(trx: Trx, proposalId: string): Promise<PledgeState[]> {
  const rows = await trx
    .selectFrom('pledge')
    .select(['id', 'partnerId', 'sourceId', 'requestedMinor', 'pledgedMinor', 'status'])
    .where('proposalId', '=', proposalId)
    .orderBy('requestedAt')
    .orderBy('id')
    .execute();
  const seals = await sealsOf(trx, proposalId);
  return pledgeStates(
    rows.map(({ id, ...row }) => ({
      ...row,
      seal: seals.get(id),
      requestedMinor: row.requestedMinor.toString(),
      pledgedMinor: row.pledgedMinor?.toString() ?? null,
    })),
  );
}

async function withSignOffs(trx: Trx, application: Application): Promise<PartnerEntry[]> {
  const rows = await trx
    .selectFrom('signOff')
    .select(['partnerId', 'personId', 'at', 'contentHash'])
    .where('proposalId', '=', application.proposal.id)
    .where('withdrawnAt', 'is', null)
    .execute();
  const byPartner = new Map(rows.map((row) => [row.partnerId, row]));
  return application.partners.map((partner) => {
    const row = byPartner.get(partner.id);
    if (!row) return partner;
    const contentHash = row.contentHash.toString('hex');
    const current = contentHash === partHash(application, partner.id);
    return {
      ...partner,
      signOff: { by: row.personId, at: row.at.toISOString(), contentHash, current },
    };
  });
}

/** SHA-256 of what a partner signs, in hex. */
export function partHash(application: Application, partnerId: string): string {
  return sha256(canonicalPart(application, partnerId));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
