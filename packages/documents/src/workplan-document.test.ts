import { checkWorkplan } from '@samspel/domain/workplan/check-workplan';
import { circlesOf } from '@samspel/domain/workplan/dependencies';
import { type WorkplanRoot, workplanRoots } from '@samspel/domain/workplan/workplan-sheet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { newDocument } from './open-document.ts';
import { exchangeAll, openPeers, pull } from './peers.fixture.ts';
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
} from './workplan-document.ts';

const edit = fc.record({
  peer: fc.nat(7),
  what: fc.nat(8),
  root: fc.constantFrom(...workplanRoots),
  row: fc.nat(10),
  other: fc.nat(10),
  value: fc.nat(1000),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const nth = (doc: Y.Doc, root: WorkplanRoot, at: number) => {
  const reading = readWorkplan(doc);
  const all = [...reading[root], ...reading.removed[root]];
  return all[at % Math.max(1, all.length)]?.id ?? 'nobody';
};

function apply(peers: readonly Y.Doc[], { peer, what, root, row, other, value }: Edit): void {
  const doc = peers[peer];
  if (!doc) return;
  const id = nth(doc, root, row);
  if (what <= 1) addWorkplanItem(doc, root, { cells: { parentId: nth(doc, 'packages', other) } });
  else if (what === 2) (value % 2 ? removeWorkplanItem : restoreWorkplanItem)(doc, root, id);
  else if (what === 3) moveWorkplanItem(doc, root, id, nth(doc, root, other));
  else if (what === 4) setWorkplanCell(doc, root, id, 'endPeriod', 1 + (value % 8));
  else if (what === 5) setWorkplanCell(doc, root, id, 'dueDate', value % 3 ? '2027-09-01' : null);
  else if (what === 6) setActivityPartner(doc, id, `p${other}`, value % 3 > 0);
  else if (what === 7) pull(doc, peers[value % peers.length] ?? doc);
  else setActivityAfter(doc, nth(doc, 'activities', row), nth(doc, 'activities', other), true);
}

test('DO1 whatever eight people do to a plan at once, all read one plan, and it can be judged', () => {
  const terms = { periods: 4, startDate: '2027-03-01', months: 24, partnerIds: ['p1'] };
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 80 }), (edits) => {
      const peers = openPeers('workplan', 8);
      for (const one of edits) apply(peers, one);
      exchangeAll(peers);
      const [first, ...others] = peers.map(readWorkplan);
      for (const other of others) expect(other).toEqual(first);
      if (!first) throw new Error('no peer');
      const findings = checkWorkplan(workplanSheet(first), terms);
      const circles = findings.filter(({ rule }) => rule === 'WP4');
      expect(circles).toHaveLength(circlesOf(first.activities).length);
    }),
  );
});

test('DO1 two people who add what an activity waits for both keep theirs', () => {
  const [a, b] = openPeers('workplan', 2) as [Y.Doc, Y.Doc];
  const activity = addWorkplanItem(a, 'activities', { id: 'a3' });
  pull(b, a);
  setActivityAfter(a, activity, 'a2', true);
  setActivityAfter(b, activity, 'a1', true);
  setActivityPartner(b, activity, 'p1', true);
  exchangeAll([a, b]);
  for (const doc of [a, b]) {
    expect(readWorkplan(doc).activities).toMatchObject([
      { after: ['a1', 'a2'], partnerIds: ['p1'] },
    ]);
  }
  setActivityAfter(a, activity, 'a1', false);
  setActivityAfter(a, activity, 'a2', false);
  expect(readWorkplan(a).activities[0]).not.toHaveProperty('after');
});

test('WP11 a cell with anything else becomes a default and is named, at its place', () => {
  const doc = newDocument('workplan');
  const id = addWorkplanItem(doc, 'milestones');
  const milestone = doc.getMap('milestones').get(id) as Y.Map<unknown>;
  milestone.set('dueDate', 20270901);
  milestone.set('endPeriod', 'soon');
  milestone.set('after:<script>', true);
  const removed = addWorkplanItem(doc, 'milestones');
  (doc.getMap('milestones').get(removed) as Y.Map<unknown>).set('title', 1);
  removeWorkplanItem(doc, 'milestones', removed);
  const { milestones, findings } = readWorkplan(doc);
  expect(milestones).toMatchObject([{ endPeriod: null }]);
  expect(milestones[0]).not.toHaveProperty('after');
  expect(findings.map(({ rule, place }) => [rule, place])).toEqual([
    ['WP11', { kind: 'workplan', root: 'milestones', itemId: id, column: 'endPeriod' }],
    ['WP11', { kind: 'workplan', root: 'milestones', itemId: id, column: 'dueDate' }],
  ]);
});
