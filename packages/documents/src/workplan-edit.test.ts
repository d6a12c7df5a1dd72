import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { newDocument } from './open-document.ts';
import { exchangeAll, openPeers, pull } from './peers.fixture.ts';
import { openUndo } from './undo.ts';
import {
  addWorkplanItem,
  readWorkplan,
  setActivityAfter,
  setActivityPartner,
  setWorkplanCell,
  workplanSheet,
} from './workplan-document.ts';
import {
  duplicatePlanItem,
  removePlanItems,
  restorePlanItems,
  writePlanChanges,
} from './workplan-edit.ts';

function planned(doc: Y.Doc): Y.Doc {
  addWorkplanItem(doc, 'packages', { id: 'wp', cells: { title: 'Pilots' } });
  addWorkplanItem(doc, 'packages', { id: 'wp2', cells: { title: 'Spread' } });
  addWorkplanItem(doc, 'activities', { id: 'a', cells: { parentId: 'wp', title: 'Find' } });
  addWorkplanItem(doc, 'activities', { id: 'b', cells: { parentId: 'wp', title: 'Try' } });
  addWorkplanItem(doc, 'deliverables', { id: 'd', cells: { parentId: 'b', endPeriod: 2 } });
  addWorkplanItem(doc, 'milestones', { id: 'm', cells: { parentId: 'wp', evidence: 'Minutes' } });
  setActivityAfter(doc, 'b', 'a', true);
  setActivityPartner(doc, 'b', 'p1', true);
  return doc;
}

const counts = (doc: Y.Doc) => {
  const { packages, activities, deliverables, milestones } = readWorkplan(doc);
  return [packages, activities, deliverables, milestones].map((list) => list.length);
};

test('a package is removed with all in it, and comes back with it; one step of undo does the same', () => {
  const doc = planned(newDocument('workplan'));
  const before = workplanSheet(readWorkplan(doc));
  const undo = openUndo(doc, 'workplan', 'me');
  expect(removePlanItems(doc, 'packages', 'wp', 'me').map(({ id }) => id)).toEqual([
    ...['wp', 'a', 'b', 'd', 'm'],
  ]);
  expect(counts(doc)).toEqual([1, 0, 0, 0]);
  undo.undo();
  expect(workplanSheet(readWorkplan(doc))).toEqual(before);
  removePlanItems(doc, 'packages', 'wp', 'me');
  restorePlanItems(doc, 'packages', 'wp', 'me');
  expect(workplanSheet(readWorkplan(doc))).toEqual(before);
});

test('what somebody adds to a package that another removes meanwhile is not lost', () => {
  const [a, b] = openPeers('workplan', 2) as [Y.Doc, Y.Doc];
  planned(a);
  pull(b, a);
  removePlanItems(a, 'packages', 'wp');
  addWorkplanItem(b, 'activities', { id: 'new', cells: { parentId: 'wp', title: 'Late' } });
  exchangeAll([a, b]);
  for (const doc of [a, b]) {
    expect(readWorkplan(doc).activities.map(({ id }) => id)).toEqual(['new']);
  }
});

test('a copy stands after its original with copies of what lies in it, waiting for each other', () => {
  const doc = planned(newDocument('workplan'));
  const id = duplicatePlanItem(doc, 'packages', 'wp', 'Copy of Pilots');
  const plan = readWorkplan(doc);
  expect(plan.packages.map(({ title }) => title)).toEqual(['Pilots', 'Copy of Pilots', 'Spread']);
  const [find, tried] = plan.activities.filter(({ parentId }) => parentId === id);
  expect([find?.title, tried?.title]).toEqual(['Find', 'Try']);
  expect(tried).toMatchObject({ after: [find?.id], partnerIds: ['p1'] });
  expect(plan.deliverables.filter(({ parentId }) => parentId === tried?.id)).toMatchObject([
    { endPeriod: 2 },
  ]);
  expect(plan.milestones).toMatchObject([{}, { parentId: id, evidence: 'Minutes' }]);
  expect(duplicatePlanItem(doc, 'packages', 'nobody', '')).toBeNull();
});

test('a move is one step of undo, and leaves what others wrote meanwhile', () => {
  const doc = planned(newDocument('workplan'));
  const undo = openUndo(doc, 'workplan', 'me');
  const cells = { startPeriod: 2, endPeriod: 3 };
  const moved = [
    { root: 'packages' as const, itemId: 'wp', cells },
    { root: 'activities' as const, itemId: 'a', cells },
    { root: 'milestones' as const, itemId: 'm', cells: { dueDate: '2027-09-01' } },
  ];
  writePlanChanges(doc, moved, 'me');
  expect(readWorkplan(doc)).toMatchObject({ packages: [cells, {}], activities: [cells, {}] });
  setWorkplanCell(doc, 'packages', 'wp', 'title', 'Renamed', 'another');
  undo.undo();
  expect(readWorkplan(doc).packages[0]).toMatchObject({ title: 'Renamed', startPeriod: null });
  expect(readWorkplan(doc).milestones[0]).not.toHaveProperty('dueDate');
});
