import { addLine } from '@samspel/documents/budget-document';
import { addSource } from '@samspel/documents/cofunding-document';
import { editDocument } from '@samspel/documents/edit-document';
import { type DocumentKind, documentName } from '@samspel/documents/names';
import { setCalculation } from '@samspel/documents/set-calculation';
import { appendNarrative } from '@samspel/documents/write-narrative';
import type { PlanTime } from '@samspel/domain/workplan/plan-time';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import type { Trx } from '../database.ts';
import { demoBudgets } from './demo-budgets.ts';
import { demoTexts } from './demo-texts.ts';
import { writeDemoWorkplan } from './demo-workplan.ts';

type Edit = Parameters<typeof editDocument>[2];

/** Writes plan, texts and budgets as edits of the person who began the application. */
export async function writeDemoDocuments(
  trx: Trx,
  proposalId: string,
  partners: ReadonlyMap<string, string>,
  actorId: string,
  time: PlanTime,
): Promise<void> {
  const write = (kind: DocumentKind, part: string | undefined, edit: Edit) =>
    writeDocument(trx, kind, documentName(kind, proposalId, part), edit, actorId);
  await write('workplan', undefined, (doc) => writeDemoWorkplan(doc, time, partners, actorId));
  for (const [section, blocks] of Object.entries(demoTexts)) {
    await write('narrative', section, (doc) => appendNarrative(doc, blocks));
  }
  for (const [organisation, { model, flat, lines, sources }] of Object.entries(demoBudgets)) {
    const partnerId = partners.get(organisation);
    if (!partnerId) continue;
    await write('budget', partnerId, (doc) => {
      for (const cells of lines) addLine(doc, { cells });
      setCalculation(doc, { model, flat }, true);
    });
    await write('cofunding', partnerId, (doc) => {
      for (const cells of sources) addSource(doc, { cells });
    });
  }
}

async function writeDocument(
  trx: Trx,
  kind: DocumentKind,
  name: string,
  edit: Edit,
  actorId: string,
): Promise<void> {
  const stored = (await readUpdates(trx, [name])).get(name);
  if (!stored) throw new Error(`no document ${name}`);
  const update = editDocument(kind, stored.updates, edit);
  if (update) await appendServerEdit(trx, name, update, actorId);
}
