import { documentKinds } from '@samspel/documents/kinds';
import { documentName, parseDocumentName } from '@samspel/documents/names';
import { isFunded } from '@samspel/domain/consortium/partner';
import { sectionsOfPart } from '@samspel/domain/proposal/canonical-application';
import { documentStates } from '@samspel/sync/store/document-states';
import {
  createDocuments,
  freezeDocuments,
  type Grant,
  type NewDocument,
  setAccess,
  thawDocuments,
} from '@samspel/sync/store/documents';
import { elevated } from '../command.ts';
import type { Trx } from '../database.ts';
import { callOf, listPartners, sectionOwners } from '../proposal/proposal.queries.ts';
import { accessOf } from './document-access.ts';

export const frozenBy = {
  signOff: 'signed',
  submitting: 'submitting',
  submitted: 'submitted',
} as const;

/**
 * Brings the documents of a proposal in line with its rows: missing ones are made, everybody's grants
 * are stated anew, and what is signed or submitted is frozen. Every command that changes the consortium,
 * a sign-off or the phase ends with it.
 */
export function syncAccess(trx: Trx, proposalId: string): Promise<void> {
  // A person's transaction sees that person's documents alone; what follows is about everybody's.
  return elevated(trx, async () => {
    const shape = await loadShape(trx, proposalId);
    await createDocuments(trx, documentsOf(shape));
    const states = await documentStates(trx, proposalId);
    await setAccess(trx, proposalId, await grantsOf(trx, shape, states));
    await settleFreeze(trx, shape, states);
  });
}

type Shape = Awaited<ReturnType<typeof loadShape>>;
type States = Awaited<ReturnType<typeof documentStates>>;

async function loadShape(trx: Trx, proposalId: string) {
  const proposal = await trx
    .selectFrom('proposal')
    .select(['id', 'callId', 'status'])
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const call = await callOf(trx, proposal);
  const partners = await listPartners(trx, proposalId);
  const owners = await sectionOwners(trx, proposalId);
  const sections = call.definition.sections.map(({ key }) => ({
    key,
    ownerPartnerId: owners.get(key) ?? null,
  }));
  return { proposalId, status: proposal.status, partners, sections };
}

function documentsOf({ proposalId, partners, sections }: Shape): NewDocument[] {
  const names = [
    documentName('workplan', proposalId),
    ...sections.map(({ key }) => documentName('narrative', proposalId, key)),
    ...partners
      .filter(isFunded)
      .flatMap(({ id }) =>
        (['budget', 'cofunding', 'people'] as const).map((kind) =>
          documentName(kind, proposalId, id),
        ),
      ),
  ];
  return names.map((name) => {
    const { kind } = parseDocumentName(name)!;
    return { name, scope: proposalId, kind, shapeVersion: documentKinds[kind].shapeVersion };
  });
}

async function grantsOf(trx: Trx, shape: Shape, states: States): Promise<Grant[]> {
  const members = await trx
    .selectFrom('proposalMember as m')
    .innerJoin('partner as p', 'p.id', 'm.partnerId')
    .where('m.proposalId', '=', shape.proposalId)
    .where('m.toAt', 'is', null)
    .select([
      'm.personId',
      'm.partnerId',
      'm.role',
      'p.role as partnerRole',
      'p.status as partnerStatus',
    ])
    .execute();
  const funded = new Set(shape.partners.filter(isFunded).map(({ id }) => id));
  const setting = { proposalId: shape.proposalId, funded };
  return members.flatMap(({ personId, ...membership }) =>
    states.flatMap(({ name }) => {
      const parsed = parseDocumentName(name);
      const mode = parsed && accessOf(setting, personId, membership, parsed);
      return mode ? [{ name, personId, mode }] : [];
    }),
  );
}

async function settleFreeze(trx: Trx, shape: Shape, states: States): Promise<void> {
  const wanted = await wantedFreeze(trx, shape);
  const thaw: string[] = [];
  const freeze = new Map<string, string[]>();
  for (const { name, frozen } of states) {
    const reason = wanted(name);
    if (reason === frozen) continue;
    if (reason === null) thaw.push(name);
    else freeze.set(reason, [...(freeze.get(reason) ?? []), name]);
  }
  if (thaw.length > 0) await thawDocuments(trx, thaw);
  for (const [reason, names] of freeze) await freezeDocuments(trx, names, reason);
}

async function wantedFreeze(trx: Trx, shape: Shape): Promise<(name: string) => string | null> {
  if (shape.status === 'submitting') return () => frozenBy.submitting;
  if (shape.status === 'submitted') return () => frozenBy.submitted;
  const signOffs = await trx
    .selectFrom('signOff')
    .select('partnerId')
    .where('proposalId', '=', shape.proposalId)
    .where('withdrawnAt', 'is', null)
    .execute();
  const signed = new Set(signOffs.flatMap(({ partnerId }) => documentsOfPart(shape, partnerId)));
  return (name) => (signed.has(name) ? frozenBy.signOff : null);
}

/** The documents whose content a partner's signature stands for. */
export function documentsOfPart(
  shape: Pick<Shape, 'proposalId' | 'partners' | 'sections'>,
  partnerId: string,
): string[] {
  const lead = shape.partners.some(({ id, role }) => id === partnerId && role === 'lead');
  return [
    // Among what describes all, which the lead signs for.
    ...(lead ? [documentName('workplan', shape.proposalId)] : []),
    documentName('budget', shape.proposalId, partnerId),
    documentName('cofunding', shape.proposalId, partnerId),
    ...sectionsOfPart(shape, partnerId).map(({ key }) =>
      documentName('narrative', shape.proposalId, key),
    ),
  ];
}
