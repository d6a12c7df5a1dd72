import { costModels } from '@samspel/domain/call/call';
import fc from 'fast-check';
import * as Y from 'yjs';
import {
  addLine,
  moveLine,
  readBudget,
  removeLine,
  restoreLine,
  setCell,
  setCells,
  setFlatRate,
  setModel,
  setPeriodQuantity,
} from '../budget-document.ts';
import {
  addSource,
  moveSource,
  readCofunding,
  removeSource,
  restoreSource,
  setSourceCell,
  setSourceLock,
  setSourceShare,
} from '../cofunding-document.ts';
import type { DocumentKind } from '../names.ts';
import { type NarrativeNode, readNarrative } from '../narrative-document.ts';
import {
  addPerson,
  movePerson,
  readPeople,
  removePerson,
  restorePerson,
  setPersonCell,
} from '../people-document.ts';
import { rowsOf } from '../rows.ts';
import {
  addWorkplanItem,
  moveWorkplanItem,
  readWorkplan,
  removeWorkplanItem,
  restoreWorkplanItem,
  setActivityAfter,
  setActivityPartner,
  setWorkplanCell,
  workplanSheet,
} from '../workplan-document.ts';
import { appendNarrative, childrenOf } from '../write-narrative.ts';

/** One edit, whatever the document holds when it is made: numbers choose what and where. */
export interface RandomEdit {
  act: number;
  at: number;
  other: number;
  text: string;
}

export const randomEdits = (maxLength: number) =>
  fc.array(
    fc.record<RandomEdit>({
      act: fc.nat(11),
      at: fc.nat(20),
      other: fc.nat(20),
      // Each of one UTF-16 unit: no editor cuts within a character, as these edits would.
      text: fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'å', '–', ' ', '1') }),
    }),
    { maxLength },
  );

/** What a document says, without what was removed from it. */
export const sayings: Record<DocumentKind, (doc: Y.Doc) => unknown> = {
  narrative: (doc) => readNarrative(doc),
  budget: (doc) => ({ ...readBudget(doc, 'A'), removed: null }),
  cofunding: (doc) => ({ ...readCofunding(doc, 'A'), removed: null }),
  people: (doc) => ({ ...readPeople(doc), removed: null }),
  workplan: (doc) => workplanSheet(readWorkplan(doc)),
};

export function edit(
  doc: Y.Doc,
  kind: DocumentKind,
  edits: readonly RandomEdit[],
  origin: unknown = null,
): void {
  for (const one of edits) writers[kind](doc, one, origin);
}

const writers: Record<DocumentKind, (doc: Y.Doc, edit: RandomEdit, origin: unknown) => void> = {
  narrative: editText,
  budget: editBudget,
  cofunding: editSources,
  people: editPeople,
  workplan: editPlan,
};

const rowAt = (doc: Y.Doc, root: string, at: number): string => {
  const { rows } = rowsOf(doc, root);
  return rows[at % Math.max(1, rows.length)]?.id ?? '';
};

function editText(doc: Y.Doc, { act, at, other, text }: RandomEdit, origin: unknown): void {
  const content = doc.getXmlFragment('content');
  const place = at % (content.length + 1);
  if (act < 4) {
    doc.transact(() => content.insert(place, childrenOf([blockOf(act, text)])), origin);
  } else if (act === 4) appendNarrative(doc, [blockOf(1, text)], origin);
  else if (act < 7 && content.length > 0) {
    doc.transact(() => content.delete(at % content.length, 1), origin);
  } else {
    const run = content.length > 0 ? textIn(content.get(at % content.length)) : null;
    if (!run) return;
    const from = other % (run.length + 1);
    doc.transact(() => {
      if (act < 9) run.insert(from, text);
      else if (act === 9) run.delete(from, Math.min(2, run.length - from));
      else run.format(from, run.length - from, { bold: act === 10 ? {} : null });
    }, origin);
  }
}

function blockOf(act: number, text: string): NarrativeNode {
  const marks = [{ type: 'link', attrs: { href: 'https://cluster.example' } }];
  const runs: NarrativeNode[] = [
    { type: 'text', text: 'Text' },
    { type: 'text', text: `${text}.`, marks },
  ];
  const paragraph = { type: 'paragraph', content: runs };
  if (act === 0) return { type: 'heading', attrs: { level: 2 }, content: runs };
  if (act === 1) return paragraph;
  const item = { type: 'listItem', content: [paragraph, { type: 'paragraph' }] };
  if (act === 2) return { type: 'bulletList', content: [item] };
  const cell = { type: 'tableCell', attrs: { colspan: 2 }, content: [paragraph] };
  return { type: 'table', content: [{ type: 'tableRow', content: [cell, cell] }] };
}

function textIn(node: unknown): Y.XmlText | null {
  if (node instanceof Y.XmlText) return node;
  if (!(node instanceof Y.XmlElement)) return null;
  for (const child of node.toArray()) {
    const found = textIn(child);
    if (found) return found;
  }
  return null;
}

function editBudget(doc: Y.Doc, { act, at, other, text }: RandomEdit, origin: unknown): void {
  const line = rowAt(doc, 'lines', at);
  const after = rowAt(doc, 'lines', other) || null;
  const acts = [
    () => addLine(doc, { after, cells: { description: text } }, origin),
    () => addLine(doc, {}, origin),
    () => setCell(doc, line, 'description', text, origin),
    () => setCell(doc, line, 'quantity', String(other), origin),
    () => removeLine(doc, line, origin),
    () => restoreLine(doc, line, origin),
    () => moveLine(doc, line, after, origin),
    () => setFlatRate(doc, 'travelOnStaff', other === 0 ? null : other, origin),
    () => setModel(doc, costModels[other % costModels.length] ?? null, origin),
    () => setPeriodQuantity(doc, line, 1 + (other % 3), other % 2 ? null : '2.5', origin),
    () => setCells(doc, [{ lineId: line, cells: { 'note:quantity': text, period: 2 } }], origin),
    () => setCell(doc, line, 'uprated', other % 2 === 0, origin),
  ];
  acts[act]?.();
}

function editSources(doc: Y.Doc, { act, at, other, text }: RandomEdit, origin: unknown): void {
  const source = rowAt(doc, 'sources', at);
  const after = rowAt(doc, 'sources', other) || null;
  const acts = [
    () => addSource(doc, { after, cells: { funderName: text } }, origin),
    () => addSource(doc, {}, origin),
    () => setSourceCell(doc, source, 'funderName', text, origin),
    () => setSourceShare(doc, source, { amountMinor: String(other) }, origin),
    () => setSourceShare(doc, source, { weight: other }, origin),
    () => removeSource(doc, source, origin),
    () => restoreSource(doc, source, origin),
    () => moveSource(doc, source, after, origin),
    () => setSourceLock(doc, source, other % 2 ? null : { amountMinor: '7' }, origin),
    () => setSourceCell(doc, source, 'status', 'pledged', origin),
    () => setSourceCell(doc, source, 'funderId', `f${other}`, origin),
  ];
  acts[act]?.();
}

function editPeople(doc: Y.Doc, { act, at, other, text }: RandomEdit, origin: unknown): void {
  const person = rowAt(doc, 'people', at);
  const acts = [
    () => addPerson(doc, { cells: { name: text } }, origin),
    () => addPerson(doc, { after: rowAt(doc, 'people', other) || null }, origin),
    () => setPersonCell(doc, person, 'name', text, origin),
    () => setPersonCell(doc, person, 'partTimeBp', other, origin),
    () => setPersonCell(doc, person, 'budgetLineId', other % 2 ? null : 'line', origin),
    () => removePerson(doc, person, origin),
    () => restorePerson(doc, person, origin),
    () => movePerson(doc, person, rowAt(doc, 'people', other) || null, origin),
  ];
  acts[act]?.();
}

function editPlan(doc: Y.Doc, { act, at, other, text }: RandomEdit, origin: unknown): void {
  const root = (['packages', 'activities', 'milestones'] as const)[other % 3] ?? 'packages';
  const item = rowAt(doc, root, at);
  const activity = rowAt(doc, 'activities', at);
  const acts = [
    () => addWorkplanItem(doc, 'packages', { cells: { title: text } }, origin),
    () => addWorkplanItem(doc, 'activities', { cells: { title: text } }, origin),
    () => addWorkplanItem(doc, root, { after: item || null }, origin),
    () => setWorkplanCell(doc, root, item, 'title', text, origin),
    () => setWorkplanCell(doc, root, item, 'description', text || null, origin),
    () => setWorkplanCell(doc, root, item, 'startPeriod', (other % 4) + 1, origin),
    () => removeWorkplanItem(doc, root, item, origin),
    () => restoreWorkplanItem(doc, root, item, origin),
    () => moveWorkplanItem(doc, root, item, rowAt(doc, root, other) || null, origin),
    () => setActivityAfter(doc, activity, rowAt(doc, 'activities', other), other % 2 > 0, origin),
    () => setActivityPartner(doc, activity, `partner-${other % 3}`, other % 2 > 0, origin),
  ];
  acts[act]?.();
}
