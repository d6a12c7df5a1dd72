import type { PlanChange } from '@samspel/domain/workplan/move-item';
import type {
  WorkplanItem,
  WorkplanRoot,
  WorkplanSheet,
} from '@samspel/domain/workplan/workplan-sheet';
import type * as Y from 'yjs';
import { addRow } from './rows.ts';
import {
  readWorkplan,
  removeWorkplanItem,
  restoreWorkplanItem,
  setWorkplanCell,
} from './workplan-document.ts';

export interface PlanPlace {
  root: WorkplanRoot;
  id: string;
}

/** An item with what lies in it: a package's activities and all of theirs, an activity's deliverables. */
function withContent(plan: WorkplanSheet, root: WorkplanRoot, id: string): PlanPlace[] {
  const inside = (among: WorkplanRoot, parentId: string): PlanPlace[] =>
    plan[among]
      .filter((item) => item.parentId === parentId)
      .map((item) => ({ root: among, id: item.id }));
  const own = { root, id };
  if (root === 'activities') return [own, ...inside('deliverables', id)];
  if (root !== 'packages') return [own];
  return [
    own,
    ...inside('activities', id).flatMap((one) => withContent(plan, one.root, one.id)),
    ...inside('milestones', id),
    ...inside('indicators', id),
  ];
}

/** Removes an item with what lies in it, in one step; answers what went, so that it can come back. */
export function removePlanItems(
  doc: Y.Doc,
  root: WorkplanRoot,
  id: string,
  origin: unknown = null,
): PlanPlace[] {
  const gone = withContent(readWorkplan(doc), root, id);
  doc.transact(() => {
    for (const one of gone) removeWorkplanItem(doc, one.root, one.id, origin);
  }, origin);
  return gone;
}

/** Brings an item back with what was removed in it; what somebody moved elsewhere stays there. */
export function restorePlanItems(
  doc: Y.Doc,
  root: WorkplanRoot,
  id: string,
  origin: unknown = null,
): void {
  const back = withContent(readWorkplan(doc).removed, root, id);
  doc.transact(() => {
    for (const one of back) restoreWorkplanItem(doc, one.root, one.id, origin);
  }, origin);
}

/** Writes what a move decided: one step, cell by cell. */
export function writePlanChanges(
  doc: Y.Doc,
  changes: readonly PlanChange[],
  origin: unknown = null,
): void {
  doc.transact(() => {
    for (const { root, itemId, cells } of changes) {
      const { startPeriod, endPeriod, dueDate } = cells;
      if (startPeriod !== undefined) {
        setWorkplanCell(doc, root, itemId, 'startPeriod', startPeriod, origin);
      }
      if (endPeriod !== undefined)
        setWorkplanCell(doc, root, itemId, 'endPeriod', endPeriod, origin);
      if (dueDate !== undefined) setWorkplanCell(doc, root, itemId, 'dueDate', dueDate, origin);
    }
  }, origin);
}

/**
 * Puts a copy of an item with what lies in it right after it. What waits for each other among the
 * copied does so in the copy. Null when the item is not there (any more).
 */
export function duplicatePlanItem(
  doc: Y.Doc,
  root: WorkplanRoot,
  id: string,
  title: string,
  origin: unknown = null,
): string | null {
  const plan = readWorkplan(doc);
  if (!plan[root].some((item) => item.id === id)) return null;
  const copies = new Map<string, string>();
  doc.transact(() => {
    for (const one of withContent(plan, root, id)) {
      const item = plan[one.root].find((candidate) => candidate.id === one.id);
      if (!item) continue;
      const cells = { ...registersOf(item, copies), ...(one.id === id && { title }) };
      const after = one.id === id ? { after: id } : {};
      copies.set(one.id, addRow(doc, one.root, cells, after, origin));
    }
    for (const [before, copy] of copies) remapWaits(doc, plan, before, copy, copies);
  }, origin);
  return copies.get(id) ?? null;
}

function registersOf(item: WorkplanItem, copies: ReadonlyMap<string, string>) {
  const { id: _, after: _waits, partnerIds = [], parentId, ...cells } = item;
  const taking = partnerIds.map((partnerId) => [`partner:${partnerId}`, true] as const);
  return {
    ...cells,
    parentId: copies.get(parentId ?? '') ?? parentId,
    ...Object.fromEntries(taking),
  };
}

function remapWaits(
  doc: Y.Doc,
  plan: WorkplanSheet,
  before: string,
  copy: string,
  copies: ReadonlyMap<string, string>,
): void {
  const waits = plan.activities.find(({ id }) => id === before)?.after ?? [];
  const row = doc.getMap('activities').get(copy) as Y.Map<unknown> | undefined;
  for (const id of waits) row?.set(`after:${copies.get(id) ?? id}`, true);
}
