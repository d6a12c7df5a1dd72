import { addLine, readBudget, removeLine } from '@samspel/documents/budget-document';
import { editDocument } from '@samspel/documents/edit-document';
import { type DocumentKind, documentName } from '@samspel/documents/names';
import { appendNarrative } from '@samspel/documents/write-narrative';
import type { CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { CallDefinition } from '@samspel/domain/call/call';
import { newId } from '@samspel/platform/ids';
import { syncAccess } from '@samspel/server/access/sync-access';
import type { Trx } from '@samspel/server/database';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import type { Product } from '../../../tests/e2e/support/product.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { markerOf, sectionCount, sectionKey, sectionLength, sectionText } from './texts.ts';

export interface Seeded {
  proposalId: string;
  /** Whose budget is open, and who has all the people. */
  leadId: string;
  people: { personId: string; name: string }[];
}

export interface SeedPlan {
  /** Lines in each partner's budget. */
  lines: number;
  people: number;
}

/** Makes the demo application large, as its owner may: a form of 40 sections, long budgets, seven more people. */
export function seed(product: Product, plan: SeedPlan): Promise<Seeded> {
  return product.asOwner(async (trx) => {
    const proposal = await trx.selectFrom('proposal').selectAll().executeTakeFirstOrThrow();
    await lengthenForm(trx, proposal.callId);
    const partners = await trx
      .selectFrom('partner')
      .select(['id', 'role'])
      .where('proposalId', '=', proposal.id)
      .where('role', '!=', 'associated')
      .execute();
    const leadId = partners.find(({ role }) => role === 'lead')!.id;
    const people = await seatPeople(trx, proposal.id, leadId, plan.people);
    await syncAccess(trx, proposal.id);
    const random = seededRandom(7);
    for (let at = 0; at < sectionCount; at++) {
      await write(trx, 'narrative', documentName('narrative', proposal.id, sectionKey(at)), (doc) =>
        appendNarrative(doc, sectionText(at, random)),
      );
    }
    for (const { id } of partners) {
      const name = documentName('budget', proposal.id, id);
      await write(trx, 'budget', name, (doc) => {
        for (const { id: line } of readBudget(doc, id).sheet.lines) removeLine(doc, line);
        for (let at = 0; at < plan.lines; at++) addLine(doc, { cells: lineAt(at) });
      });
    }
    return { proposalId: proposal.id, leadId, people };
  });
}

async function lengthenForm(trx: Trx, callId: string): Promise<void> {
  const call = await trx
    .selectFrom('call')
    .select('definition')
    .where('id', '=', callId)
    .executeTakeFirstOrThrow();
  const definition = call.definition as CallDefinition;
  const sections = Array.from({ length: sectionCount }, (_, at) => ({
    key: sectionKey(at),
    title: { sv: markerOf(at), en: `Section ${at + 1}` },
    guidance: { sv: 'Beskriv kort och konkret.', en: 'Describe briefly and concretely.' },
    maxCharacters: sectionLength + 2000,
    required: true,
  }));
  await trx
    .updateTable('call')
    .set({ definition: JSON.stringify({ ...definition, sections }) })
    .where('id', '=', callId)
    .execute();
}

async function seatPeople(trx: Trx, proposalId: string, partnerId: string, count: number) {
  const people = Array.from({ length: count }, (_, at) => ({
    personId: newId(),
    name: `Skribent ${String.fromCharCode(65 + at)}`,
  }));
  for (const { personId, name } of people) {
    const email = `${personId}@mobile-heights.example`;
    await trx.insertInto('person').values({ id: personId, email, name }).execute();
    await trx
      .insertInto('proposalMember')
      .values({ id: newId(), proposalId, partnerId, personId, role: 'editor', toAt: null })
      .execute();
  }
  return people;
}

const categories: CostCategory[] = ['STAFF', 'TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'INFRA'];

function lineAt(at: number) {
  return {
    category: categories[at % categories.length]!,
    description: `Insats ${at + 1}, delmål ${1 + (at % 9)}`,
    functionTitle: at % categories.length === 0 ? 'Projektledare' : '',
    unit: 'timme',
    quantity: String(10 + ((at * 37) % 500)),
    unitPriceMinor: String(4000 + at * 97),
  };
}

async function write(
  trx: Trx,
  kind: DocumentKind,
  name: string,
  edit: Parameters<typeof editDocument>[2],
): Promise<void> {
  const stored = (await readUpdates(trx, [name])).get(name);
  if (!stored) throw new Error(`no document ${name}`);
  const update = editDocument(kind, stored.updates, edit);
  if (update) await appendServerEdit(trx, name, update, null);
}
