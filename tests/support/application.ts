import { addLine, setFlatRate } from '@samspel/documents/budget-document';
import { addSource } from '@samspel/documents/cofunding-document';
import { editDocument } from '@samspel/documents/edit-document';
import { documentName, parseDocumentName } from '@samspel/documents/names';
import { appendNarrative } from '@samspel/documents/write-narrative';
import type { FlatRateKind } from '@samspel/domain/call/call';
import { asSystem } from '@samspel/platform/db/as-system';
import { loadApplication, partHash } from '@samspel/server/proposal/reading/load-application';
import { demoBudgets } from '@samspel/server/seed/demo-budgets';
import { demoTexts } from '@samspel/server/seed/demo-texts';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import { sql } from 'kysely';
import { insertAnnexes } from './annexes.ts';
import { type Caller, formConsortium, type Stage } from './stage.ts';

type Edit = Parameters<typeof editDocument>[2];

/** Writes into a document as the hub would have stored it; frozen or not. */
export async function writeDocument(stage: Stage, name: string, edit: Edit): Promise<void> {
  const { kind } = parseDocumentName(name)!;
  await asSystem(stage.database.app, async (trx) => {
    const stored = (await readUpdates(trx, [name])).get(name);
    if (!stored) throw new Error(`no document ${name}`);
    const update = editDocument(kind, stored.updates, edit);
    if (update) await appendServerEdit(trx, name, update, null);
  });
}

/** Damages the log of a proposal's first section, so that it opens no more; answers how to mend it. */
export async function damageDocument(
  { database: { owner } }: Stage,
  reader: Caller,
  proposalId: string,
): Promise<() => Promise<void>> {
  const { call } = await reader.proposal.get({ id: proposalId });
  const name = documentName('narrative', proposalId, call.sections[0]!.key);
  const write = async (data: Buffer) => {
    await sql`
      update sync.upd u set data = ${data} from sync.doc d
      where d.id = u.doc_id and d.name = ${name} and u.seq = 1`.execute(owner);
  };
  const { rows } = await sql<{ data: Buffer }>`
    select u.data from sync.upd u join sync.doc d on d.id = u.doc_id
    where d.name = ${name} and u.seq = 1`.execute(owner);
  await write(Buffer.from([0xff]));
  return () => write(rows[0]!.data);
}

/** Every annex that the call demands, as its uploads would have left them. */
export function attachAnnexes({ database: { app }, files }: Stage, proposalId: string) {
  return asSystem(app, (trx) => insertAnnexes(trx, files, proposalId));
}

export const paragraph = (text: string) => ({
  type: 'paragraph',
  content: [{ type: 'text', text }],
});

/** The hash that a signer's screen computes of the part it shows. */
export function contentHashOf(
  stage: Stage,
  proposalId: string,
  partnerId: string,
): Promise<string> {
  return asSystem(stage.database.app, async (trx) =>
    partHash(await loadApplication(trx, proposalId, new Date()), partnerId),
  );
}

export async function signPart(
  stage: Stage,
  person: Caller,
  proposalId: string,
  partnerId: string,
): Promise<string> {
  const { signOffId } = await person.proposal.signOff({
    id: proposalId,
    partnerId,
    versionName: 'Version 1',
    expectedContentHash: await contentHashOf(stage, proposalId, partnerId),
  });
  return signOffId;
}

/**
 * Three clusters with the worked example's budgets, every section written and every source confirmed:
 * nothing is missing but the signatures.
 */
export async function writtenApplication(stage: Stage) {
  const { proposalId, coordinator, people, partnerIds } = await formConsortium(stage, [
    { organisation: 'Smart Textiles', email: 'editor@smart-textiles.example' },
    { organisation: 'Automation Region', email: 'editor@automation-region.example' },
  ]);
  const view = await coordinator.proposal.get({ id: proposalId });
  const leadId = view.me.partnerId;
  const ids: Record<string, string> = {
    'Mobile Heights': leadId,
    'Smart Textiles': partnerIds[0]!,
    'Automation Region': partnerIds[1]!,
  };
  await coordinator.proposal.describe({
    id: proposalId,
    theme: 'health_care',
    startsOn: '2027-05-01',
    months: 24,
    expectedVersion: view.version,
  });
  for (const { key } of view.call.sections) {
    const blocks = demoTexts[key] ?? [paragraph(`Text om ${key}.`)];
    await writeDocument(stage, documentName('narrative', proposalId, key), (doc) =>
      appendNarrative(doc, blocks),
    );
  }
  for (const [organisation, { flat, lines, sources }] of Object.entries(demoBudgets)) {
    const partnerId = ids[organisation]!;
    await writeDocument(stage, documentName('budget', proposalId, partnerId), (doc) => {
      for (const cells of lines) addLine(doc, { cells });
      for (const [kind, rate] of Object.entries(flat)) setFlatRate(doc, kind as FlatRateKind, rate);
    });
    await writeDocument(stage, documentName('cofunding', proposalId, partnerId), (doc) => {
      for (const cells of sources) addSource(doc, { cells: { ...cells, status: 'pledged' } });
    });
  }
  await attachAnnexes(stage, proposalId);
  return { proposalId, coordinator, leadId, partnerIds, editors: people as [Caller, Caller] };
}

export type Written = Awaited<ReturnType<typeof writtenApplication>>;

/** The same, signed by all: the coordinator can submit it. */
export async function readyApplication(stage: Stage): Promise<Written> {
  const written = await writtenApplication(stage);
  await signAll(stage, written);
  return written;
}

export async function signAll(
  stage: Stage,
  { proposalId, coordinator, leadId, partnerIds, editors }: Written,
): Promise<void> {
  await signPart(stage, coordinator, proposalId, leadId);
  await signPart(stage, editors[0], proposalId, partnerIds[0]!);
  await signPart(stage, editors[1], proposalId, partnerIds[1]!);
}
