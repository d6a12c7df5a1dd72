import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleApplication } from '../proposal/application.fixture.ts';
import type { Application } from '../proposal/application.ts';
import { checkProposal } from '../proposal/check-proposal.ts';
import { lastDayOf } from '../time/day.ts';
import { checkWorkplan } from './check-workplan.ts';
import { circlesOf, mayWaitFor } from './dependencies.ts';
import {
  emptyWorkplan,
  type WorkplanItem,
  type WorkplanRoot,
  type WorkplanSheet,
} from './workplan-sheet.ts';

const item = (id: string, change: Partial<WorkplanItem> = {}): WorkplanItem => ({
  id,
  parentId: null,
  title: `Title of ${id}`,
  responsiblePartnerId: null,
  startPeriod: null,
  endPeriod: null,
  ...change,
});

const sound: WorkplanSheet = {
  packages: [item('wp1', { responsiblePartnerId: 'A', startPeriod: 1, endPeriod: 3 })],
  activities: [
    item('a1', { parentId: 'wp1', startPeriod: 1, endPeriod: 1, responsiblePartnerId: 'B' }),
    item('a2', { parentId: 'wp1', startPeriod: 2, endPeriod: 3, after: ['a1'] }),
  ],
  deliverables: [item('d1', { parentId: 'a2', endPeriod: 3 })],
  milestones: [item('m1', { parentId: 'wp1', ownerPersonId: 'person-1', dueDate: '2029-02-28' })],
  indicators: [item('i1', { unit: 'companies', target: '40', endPeriod: 2 })],
};

// Two years from 1 March 2027: four periods, the last day 28 February 2029.
const terms = { periods: 4, startDate: '2027-03-01', months: 24, partnerIds: ['A', 'B'] };

function check(root: WorkplanRoot, change: Partial<WorkplanItem>, at = 0): string[] {
  const plan = structuredClone(sound);
  Object.assign(plan[root][at] as WorkplanItem, change);
  return checkWorkplan(plan, terms).map(
    ({ rule, place }) => `${rule} ${place?.kind === 'workplan' ? place.column : ''}`,
  );
}

test('WP1, WP2, WP3, WP4, WP5, WP6, WP7, WP9, WP10, WP12 a sound plan and an empty one have no findings', () => {
  expect(checkWorkplan(sound, terms)).toEqual([]);
  expect(checkWorkplan(emptyWorkplan, terms)).toEqual([]);
});

test('WP1 everything has a title', () => {
  for (const root of Object.keys(sound) as WorkplanRoot[]) {
    expect(check(root, { title: ' ' })).toEqual(['WP1 title']);
  }
});

test('WP2 periods are the project’s, the first no later than the last', () => {
  expect(check('packages', { endPeriod: 4 })).toEqual([]);
  expect(check('packages', { endPeriod: 5 })).toEqual(['WP2 endPeriod']);
  const backwards = { startPeriod: 3, endPeriod: 2 };
  expect(check('activities', backwards, 1)).toContain('WP2 startPeriod');
  expect(check('packages', { startPeriod: 5, endPeriod: null })).toContain('WP2 startPeriod');
});

test('WP3 an activity lies within its package, a deliverable within its activity', () => {
  expect(check('activities', { endPeriod: 4 }, 1)).toEqual(['WP3 endPeriod']);
  expect(check('deliverables', { endPeriod: 1 })).toEqual(['WP3 endPeriod']);
  expect(check('packages', { startPeriod: null, endPeriod: null })).toEqual([]);
});

test('WP4 no activity waits for itself; each circle is said once, at its first activity', () => {
  expect(check('activities', { after: ['a2'] })).toEqual(['WP4 after', 'WP10 after']);
  expect(check('activities', { after: ['a1'] })).toEqual(['WP4 after']);
  const chain = Array.from({ length: 20_000 }, (_, at) =>
    item(`a${at}`, { after: [`a${(at + 1) % 20_000}`] }),
  );
  expect(circlesOf(chain)).toHaveLength(1);
  expect(circlesOf(chain)[0]?.[0]?.id).toBe('a0');
});

test('WP4 what may wait for what: never a step that closes a circle', () => {
  const pair = fc.tuple(fc.nat(6), fc.nat(6));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 30 }), (pairs) => {
      const activities = Array.from({ length: 7 }, (_, at) => item(`a${at}`, { after: [] }));
      for (const [from, to] of pairs) {
        const activity = activities[from];
        if (!activity || !mayWaitFor(activities, `a${from}`, `a${to}`)) continue;
        activity.after = [...new Set([...(activity.after ?? []), `a${to}`])];
      }
      expect(circlesOf(activities)).toEqual([]);
      for (const [from, to] of pairs) {
        if (mayWaitFor(activities, `a${from}`, `a${to}`)) continue;
        const closed = activities.map((one, at) =>
          at === from ? { ...one, after: [...(one.after ?? []), `a${to}`] } : one,
        );
        expect(circlesOf(closed).length).toBeGreaterThan(0);
      }
    }),
  );
});

test('WP5 a package has a partner and a milestone a person, and whoever answers takes part', () => {
  expect(check('packages', { responsiblePartnerId: null })).toEqual(['WP5 responsiblePartnerId']);
  expect(check('packages', { responsiblePartnerId: 'Z' })).toEqual(['WP5 responsiblePartnerId']);
  expect(check('activities', { responsiblePartnerId: 'Z' })).toEqual(['WP5 responsiblePartnerId']);
  expect(check('milestones', { ownerPersonId: undefined })).toEqual(['WP5 ownerPersonId']);
  const owner = sound.milestones[0]?.ownerPersonId ?? '';
  const missed = (personIds: string[]) =>
    checkWorkplan(sound, { ...terms, personIds }).map(({ rule }) => rule);
  expect(missed([owner])).toEqual([]);
  expect(missed(['somebody else'])).toEqual(['WP5']);
});

test('WP6 deliverables and milestones are due', () => {
  expect(check('deliverables', { endPeriod: null })).toContain('WP6 endPeriod');
  expect(check('milestones', { dueDate: undefined })).toEqual(['WP6 dueDate']);
  expect(check('milestones', { dueDate: '2028-02-30' })).toEqual(['WP6 dueDate']);
});

test('WP7 a milestone is due on a day of the project, first and last included', () => {
  expect(check('milestones', { dueDate: '2027-03-01' })).toEqual([]);
  expect(check('milestones', { dueDate: '2027-02-28' })).toEqual(['WP7 dueDate']);
  expect(check('milestones', { dueDate: '2029-03-01' })).toEqual(['WP7 dueDate']);
  const undecided = { ...terms, startDate: null };
  expect(checkWorkplan(sound, undecided)).toEqual([]);
});

test('WP7 the last day of a project, over the ends of months and years', () => {
  const last = (start: string, months: number) => lastDayOf(start, months);
  expect(last('2027-03-01', 24)).toBe('2029-02-28');
  expect(last('2027-03-01', 12)).toBe('2028-02-29');
  expect(last('2027-01-01', 12)).toBe('2027-12-31');
  expect(last('2027-01-15', 1)).toBe('2027-02-14');
  expect(last('2027-01-31', 1)).toBe('2027-02-28');
  expect(last('2027-08-31', 6)).toBe('2028-02-29');
  expect(last('2027-12-31', 12)).toBe('2028-12-30');
  expect(last('2027-13-01', 12)).toBeNull();
  expect(last('2027-03-01', 0)).toBeNull();
});

test('WP9 an activity has a package and a deliverable an activity; what is named is there', () => {
  expect(check('activities', { parentId: null })).toEqual(['WP9 parentId']);
  expect(check('deliverables', { parentId: null })).toEqual(['WP9 parentId']);
  expect(check('milestones', { parentId: null })).toEqual([]);
  expect(check('milestones', { parentId: 'gone' })).toEqual(['WP9 parentId']);
});

test('WP10 an activity begins no earlier than in the period in which the one before ends', () => {
  expect(check('activities', { endPeriod: 2 })).toEqual([]);
  expect(check('activities', { endPeriod: 3 })).toEqual(['WP10 after']);
  expect(check('activities', { after: ['gone'] }, 1)).toEqual([]);
});

test('WP12 an indicator without a number as its target is pointed out', () => {
  expect(check('indicators', { target: undefined })).toEqual(['WP12 target']);
  expect(check('indicators', { target: 'many' })).toEqual(['WP12 target']);
});

function withLine(workPackage: string | null, workplan?: WorkplanSheet): Application {
  const sample = sampleApplication();
  const sheet = sample.budgets.A;
  const [first, ...rest] = sheet?.lines ?? [];
  if (!sheet || !first) throw new Error('no line');
  const budgets = {
    ...sample.budgets,
    A: { ...sheet, lines: [{ ...first, workPackage }, ...rest] },
  };
  return { ...sample, budgets, ...(workplan && { workplan }) };
}

test('WP8 the packages that budget lines name are in the plan, said at the line', () => {
  const found = (application: Application) =>
    checkProposal(application).findings.filter(({ rule }) => rule.startsWith('WP'));
  expect(found(withLine('wp1', sound))).toEqual([]);
  expect(found(withLine(null, sound))).toEqual([]);
  expect(found(withLine('gone', sound))).toMatchObject([
    { rule: 'WP8', place: { kind: 'budget', partnerId: 'A', lineId: 'A1', column: 'workPackage' } },
  ]);
  expect(found(withLine('gone', emptyWorkplan))).toHaveLength(1);
  expect(found(withLine('gone'))).toEqual([]);
});
