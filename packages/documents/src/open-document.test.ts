import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addLine, readBudget, setCell } from './budget-document.ts';
import { readCofunding } from './cofunding-document.ts';
import { documentKinds, documentShapes } from './kinds.ts';
import {
  type Migration,
  migrateForward,
  migrationOrigin,
  migrations,
  shapesToRaise,
} from './migrations.ts';
import { type DocumentKind, documentKindNames } from './names.ts';
import { readNarrative } from './narrative-document.ts';
import { newDocument, openDocument } from './open-document.ts';
import { readPeople } from './people-document.ts';
import { versions } from './versions.fixture.ts';
import { readWorkplan } from './workplan-document.ts';

const bytes = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

const readers: Record<DocumentKind, (doc: Y.Doc) => unknown> = {
  narrative: (doc) => {
    const { characters, text, findings } = readNarrative(doc);
    return { characters, text, findings };
  },
  budget: (doc) => readBudget(doc, 'A'),
  cofunding: (doc) => readCofunding(doc, 'A'),
  people: readPeople,
  workplan: readWorkplan,
};

test.each(versions)('DO3 a $kind document of version $shapeVersion opens and reads', (version) => {
  const doc = openDocument(version.kind, [bytes(version.update)], version);
  // What was read then is read still; a later shape may read more.
  expect(readers[version.kind](doc)).toMatchObject(version.reading as object);
});

test('DO3 every version of every kind has a stored example, and a way forward', () => {
  for (const kind of documentKindNames) {
    const { shapeVersion } = documentKinds[kind];
    const stored = versions.filter((version) => version.kind === kind);
    const all = Array.from({ length: shapeVersion }, (_, at) => at + 1);
    expect(stored.map((version) => version.shapeVersion)).toEqual(all);
    expect(migrations[kind].map(({ from }) => from)).toEqual(all.slice(0, -1));
  }
});

test('DO3 migrations run in order, under an origin that no undo tracks', () => {
  const doc = newDocument('budget');
  const origins: unknown[] = [];
  doc.on('afterTransaction', ({ origin }: Y.Transaction) => origins.push(origin));
  const step = (from: number): Migration => ({
    from,
    to: from + 1,
    migrate: (target) => target.getMap('flat').set(`step${from}`, from),
  });
  migrateForward(doc, 'budget', 1, [step(2), step(1)], 3);
  expect(doc.getMap('flat').toJSON()).toEqual({ step1: 1, step2: 2 });
  expect(origins).toEqual([migrationOrigin, migrationOrigin]);
  expect(() => migrateForward(doc, 'budget', 7)).toThrow(RangeError);
});

test('DO3 stored documents are called of today’s shape unless a step has to rewrite them', () => {
  expect(shapesToRaise()).toEqual(documentShapes);
  const rewrites: Migration = { from: 2, to: 3, migrate: (doc) => doc.getMap('flat').set('a', 1) };
  const steps = { ...migrations, budget: [...migrations.budget, rewrites] };
  const { budget: _, ...others } = documentShapes;
  expect(shapesToRaise(steps)).toEqual(others);
});

test('DO3 a log with a hole does not open; in any order without one it does', () => {
  const source = newDocument('budget');
  const log: Uint8Array[] = [];
  source.on('update', (update: Uint8Array) => log.push(update));
  const line = addLine(source);
  setCell(source, line, 'note', 'a');
  setCell(source, line, 'note', 'b');
  const whole = openDocument('budget', [...log].reverse());
  expect(readBudget(whole, 'A')).toEqual(readBudget(source, 'A'));
  expect(() => openDocument('budget', log.slice(1))).toThrow('hole');
  expect(() => openDocument('budget', [log[0], log[2]] as Uint8Array[])).toThrow('hole');
  expect(readBudget(openDocument('budget', []), 'A').sheet).toEqual({ lines: [], flat: {} });
});

test('DO3 opening writes nothing', () => {
  const source = newDocument('budget');
  addLine(source);
  const opened = openDocument('budget', [Y.encodeStateAsUpdate(source)]);
  expect(Y.encodeStateVector(opened)).toEqual(Y.encodeStateVector(source));
});
