import { describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import { documentName, parseDocumentName } from './names.ts';
import { newDocument } from './open-document.ts';
import {
  addPerson,
  movePerson,
  readPeople,
  removePerson,
  restorePerson,
  setPersonCell,
} from './people-document.ts';
import {
  addWorkplanItem,
  moveWorkplanItem,
  readWorkplan,
  removeWorkplanItem,
  restoreWorkplanItem,
  setWorkplanCell,
} from './workplan-document.ts';

describe('people', () => {
  test('DO1 are added, written, moved, removed and restored', () => {
    const doc = newDocument('people');
    const cells = { name: 'Project manager', monthlySalaryMinor: '4250000', partTimeBp: 5000 };
    const first = addPerson(doc, { cells });
    const second = addPerson(doc);
    setPersonCell(doc, second, 'functionTitle', 'Researcher');
    movePerson(doc, second, null);
    removePerson(doc, first);
    expect(readPeople(doc).people.map(({ id }) => id)).toEqual([second]);
    restorePerson(doc, first);
    expect(readPeople(doc)).toMatchObject({
      people: [{ functionTitle: 'Researcher' }, cells],
      removed: [],
      unreadable: [],
    });
  });

  test('DO2 a cell with anything else becomes a default and is named', () => {
    const doc = newDocument('people');
    const id = addPerson(doc);
    const person = doc.getMap('people').get(id) as Y.Map<unknown>;
    person.set('monthlySalaryMinor', 42500);
    person.set('partTimeBp', 10_001);
    expect(readPeople(doc)).toMatchObject({
      people: [{ monthlySalaryMinor: '0', partTimeBp: 10_000 }],
      unreadable: [
        { personId: id, column: 'monthlySalaryMinor' },
        { personId: id, column: 'partTimeBp' },
      ],
    });
  });
});

describe('the work plan', () => {
  test('DO1 has rows of four kinds that are added, written, moved, removed and restored', () => {
    const doc = newDocument('workplan');
    const pack = addWorkplanItem(doc, 'packages', { cells: { title: 'Pilots' } });
    const first = addWorkplanItem(doc, 'activities', { cells: { parentId: pack } });
    const second = addWorkplanItem(doc, 'activities');
    setWorkplanCell(doc, 'activities', second, 'startPeriod', 2);
    moveWorkplanItem(doc, 'activities', second, null);
    removeWorkplanItem(doc, 'activities', first);
    expect(readWorkplan(doc).activities).toMatchObject([{ id: second, startPeriod: 2 }]);
    restoreWorkplanItem(doc, 'activities', first);
    expect(readWorkplan(doc).activities.map(({ parentId }) => parentId)).toEqual([null, pack]);
    expect(readWorkplan(doc).packages).toMatchObject([{ title: 'Pilots', endPeriod: null }]);
  });

  test('DO2 a row with anything else becomes a default and is named', () => {
    const doc = newDocument('workplan');
    doc.getMap('milestones').set('broken', 1);
    const id = addWorkplanItem(doc, 'indicators');
    (doc.getMap('indicators').get(id) as Y.Map<unknown>).set('endPeriod', '3');
    expect(readWorkplan(doc).unreadable).toEqual([
      { root: 'milestones', itemId: 'broken', column: 'row' },
      { root: 'indicators', itemId: id, column: 'endPeriod' },
    ]);
  });
});

describe('names', () => {
  const proposal = '018f3b6c-0000-7000-8000-000000000001';
  const partner = '018f3b6c-0000-7000-8000-000000000002';

  test('DO1 of documents are made and read back', () => {
    expect(documentName('budget', proposal, partner)).toBe(`budget/${proposal}/${partner}`);
    expect(parseDocumentName(`narrative/${proposal}/need`)).toEqual({
      kind: 'narrative',
      proposalId: proposal,
      part: 'need',
    });
    expect(parseDocumentName(documentName('workplan', proposal))?.part).toBeNull();
    expect(Object.keys(documentKinds)).toHaveLength(5);
  });

  test.each([
    '',
    'budget',
    `budget/${proposal}`,
    `budget/${proposal}/need`,
    `budget/${proposal}/${partner}/x`,
    `salaries/${proposal}/${partner}`,
    `workplan/${proposal}/need`,
    `narrative/${proposal}/Need`,
    `narrative/${proposal}/../budget`,
    `narrative/${proposal.toUpperCase()}/need`,
    `constructor/${proposal}/need`,
  ])('DO2 %s is no document’s name', (name) => {
    expect(parseDocumentName(name)).toBeNull();
  });

  test('DO2 a name that could not be read back is not made', () => {
    expect(() => documentName('budget', proposal)).toThrow(RangeError);
    expect(() => documentName('narrative', proposal, 'a/b')).toThrow(RangeError);
  });
});
