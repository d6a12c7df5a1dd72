import { sql } from 'kysely';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { typist } from '../testing/typist.ts';
import { openLogs } from '../testing/written-logs.ts';
import { commitUpdates } from './commit-updates.ts';
import { setAccess } from './documents.ts';
import { findMoments } from './moments.ts';
import { findPastUpdates } from './past-updates.ts';

const { database, pool, newDocument, commit, compact } = await openLogs();

type Author = string | null;

/** One commit for each list of authors, at that time of a day. */
async function written(commits: readonly (readonly [string, readonly Author[]])[]) {
  const { id, name, scope } = await newDocument();
  const typing = typist();
  let seq = 0;
  for (const [time, authors] of commits) {
    const updates = authors.map((actorId) => ({ actorId, data: typing.type('x') }));
    const { outcomes } = await commitUpdates(pool, [{ docId: id, epoch: 1, updates }]);
    expect(outcomes).toMatchObject([{ outcome: 'committed' }]);
    seq += authors.length;
    await sql`update sync.upd set at = ${`2026-11-28T${time}Z`}::timestamptz
      where doc_id = ${id} and seq = ${seq}`.execute(database.owner);
  }
  await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
  return { id, name, scope };
}

const day = () =>
  written([
    ['09:00:00', ['anna']],
    ['09:05:00', ['anna', 'bert', 'anna']],
    ['09:15:01', ['bert']],
    ['09:59:50', [null]],
    ['10:00:10', ['anna', 'anna']],
  ]);

const instant = (time: string) => new Date(`2026-11-28T${time}Z`);
const single = (seq: number, time: string, actorId: Author) => ({
  ...{ from: seq, to: seq, begun: instant(time), ended: instant(time), actorIds: [actorId] },
});
const latest = { ...single(8, '10:00:10', 'anna'), from: 7 };
const first = {
  ...{ from: 1, to: 4, begun: instant('09:00:00'), ended: instant('09:05:00') },
  actorIds: ['anna', 'bert'],
};

test('a new moment begins after a pause of ten minutes and with each hour, and says who took part', async () => {
  const { name } = await day();
  expect(await findMoments(database.app, name, 'reader')).toEqual([
    latest,
    single(6, '09:59:50', null),
    single(5, '09:15:01', 'bert'),
    first,
  ]);
});

test('moments are had in pages, none of them cut off by where a look ended', async () => {
  const { name } = await day();
  const found = (options: Parameters<typeof findMoments>[3]) =>
    findMoments(database.app, name, 'reader', options);
  expect(await found({ most: 2 })).toEqual([latest, single(6, '09:59:50', null)]);
  expect(await found({ before: 6 })).toEqual([single(5, '09:15:01', 'bert'), first]);
  expect(await found({ lookRows: 4 })).toHaveLength(3);
  expect(await found({ lookRows: 5 })).toHaveLength(4);
  // One that is longer than a look is divided: what has no end could not be shown.
  expect(await found({ before: 5, lookRows: 1 })).toEqual([
    { ...first, from: 2, begun: first.ended },
  ]);
  expect(await found({ before: 2 })).toEqual([single(1, '09:00:00', 'anna')]);
  expect(await found({ before: 1 })).toEqual([]);
});

test('a state is had piece by piece, in the middle of a commit too, compacted or not', async () => {
  const { id, name, scope } = await newDocument();
  const typing = typist();
  await commit(
    id,
    Array.from({ length: 23 }, (_, i) => typing.type(String(i % 10))),
  );
  await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
  const whole = typing.doc.getText('text').toString();
  const stateAt = async (until: number, maxBytes: number) => {
    const doc = new Y.Doc();
    let pieces = 0;
    for (let since = 0; ; pieces++) {
      const piece = await findPastUpdates(database.app, name, 'reader', { since, until, maxBytes });
      if (piece === 'absent') throw new Error(piece);
      for (const update of piece.updates) Y.applyUpdate(doc, update);
      if (piece.complete) return { text: doc.getText('text').toString(), pieces };
      since = piece.to;
    }
  };
  for (const compacted of [false, true]) {
    if (compacted) await compact(id);
    for (let until = 0; until <= 23; until++) {
      const { text, pieces } = await stateAt(until, 1);
      expect(text).toBe(whole.slice(0, until));
      expect(pieces).toBeLessThan(Math.max(1, until));
      expect((await stateAt(until, 1_000_000)).pieces).toBe(0);
    }
    expect((await stateAt(99, 1)).text).toBe(whole);
  }
});

test('who may not read a document learns no more than of one that does not exist', async () => {
  const { name, scope } = await day();
  const asks = (of: string, person: string) => [
    findMoments(database.app, of, person),
    findPastUpdates(database.app, of, person, { until: 9 }),
  ];
  const answers = async (of: string, person: string) => Promise.all(asks(of, person));
  expect(await answers(name, 'stranger')).toEqual(['absent', 'absent']);
  expect(await answers('text/nowhere', 'reader')).toEqual(['absent', 'absent']);
  await setAccess(database.app, scope, []);
  expect(await answers(name, 'reader')).toEqual(['absent', 'absent']);
});

test('a document that nobody has written in has no moments and an empty past', async () => {
  const { name, scope } = await newDocument();
  await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
  expect(await findMoments(database.app, name, 'reader')).toEqual([]);
  const past = await findPastUpdates(database.app, name, 'reader', { until: 5 });
  expect(past).toEqual({ to: 0, complete: true, updates: [] });
});
