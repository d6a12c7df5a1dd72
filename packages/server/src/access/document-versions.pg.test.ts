import { addLine, readBudget, removeLine, setCell } from '@samspel/documents/budget-document';
import { editDocument } from '@samspel/documents/edit-document';
import { type DocumentKind, documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import { addPerson } from '@samspel/documents/people-document';
import { newId } from '@samspel/platform/ids';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { type Caller, openStage } from '../../../../tests/support/stage.ts';
import { buildWorld } from '../../../../tests/support/world.ts';

const database = await testDatabase();
const stage = await openStage(database);
const world = await buildWorld(stage);
const { proposalId, partnerId } = world.ids;
const { callers } = world;
const name = documentName('budget', proposalId, partnerId);
const salaries = documentName('people', proposalId, partnerId);
const line = newId();

async function write(
  kind: DocumentKind,
  of: string,
  email: string | null,
  edit: Parameters<typeof editDocument>[2],
) {
  const personId = email && (await stage.actor(email)).personId;
  const stored = (await readUpdates(database.app, [of])).get(of)!;
  const update = editDocument(kind, stored.updates, edit)!;
  await appendServerEdit(database.app, of, update, personId);
}

const writer = 'first@mobile-heights.example';
const vandal = 'second@mobile-heights.example';
await write('budget', name, writer, (doc) => addLine(doc, { id: line, cells: { quantity: '1' } }));
await write('budget', name, null, (doc) => setCell(doc, line, 'quantity', '2.5'));
await write('budget', name, vandal, (doc) => removeLine(doc, line));
await write('people', salaries, writer, (doc) => addPerson(doc));

/** The lines of the budget as they stood after a change. */
async function linesAt(caller: Caller, until: number) {
  const { updates, complete } = await caller.proposal.version({ name, until, since: 0 });
  expect(complete).toBe(true);
  const bytes = updates.map((update) => new Uint8Array(Buffer.from(update, 'base64')));
  return readBudget(openDocument('budget', bytes), partnerId).sheet.lines;
}

test('AC2 when a budget was written in and by whom, and how it stood then, is told to those who read it', async () => {
  const [one, ...others] = await callers.reader.proposal.versions({ name });
  expect(others).toEqual([]);
  expect(one).toMatchObject({ from: 1, to: 3, by: [writer, vandal], byOthers: true });
  expect(Date.parse(one!.begun)).toBeLessThanOrEqual(Date.parse(one!.ended));
  expect(await linesAt(callers.reader, 3)).toEqual([]);
  expect(await linesAt(callers.reader, 2)).toMatchObject([{ id: line, quantity: '2.5' }]);
  expect(await linesAt(callers.reader, 1)).toMatchObject([{ id: line, quantity: '1' }]);
});

test('a morning’s work and an evening’s are two versions, the later one first', async () => {
  await sql`update sync.upd u set at = u.at - interval '8 hours' from sync.doc d
    where d.id = u.doc_id and d.name = ${name} and u.seq <= 2`.execute(database.owner);
  const [evening, morning] = await callers.reader.proposal.versions({ name });
  expect(evening).toMatchObject({ from: 3, to: 3, by: [vandal], byOthers: false });
  expect(morning).toMatchObject({ from: 1, to: 2, by: [writer], byOthers: true });
  expect(await callers.reader.proposal.versions({ name, before: evening!.from })).toEqual([
    morning,
  ]);
});

test('AC6 to everybody else it does not exist: a member of another consortium, one who has left, an officer', async () => {
  const refusals = (caller: Caller, of: string) =>
    Promise.all([
      caller.proposal.versions({ name: of }).catch(String),
      caller.proposal.version({ name: of, until: 3, since: 0 }).catch(String),
    ]);
  const absent = await refusals(callers.reader, documentName('budget', newId(), newId()));
  expect(absent).toEqual([expect.stringContaining('absent'), absent[0]]);
  for (const role of ['otherCoordinator', 'exMember', 'officer', 'outsider', 'admin'] as const) {
    expect(await refusals(callers[role], name), role).toEqual(absent);
  }
  expect(await refusals(callers.reader, 'no document')).toEqual(absent);
});

test('AC4 nor do a partner’s salaries, to its readers and to the lead', async () => {
  const ask = (caller: Caller) => caller.proposal.versions({ name: salaries }).catch(String);
  expect(await ask(callers.editor)).toMatchObject([{ from: 1, to: 1, by: [writer] }]);
  const absent = await callers.editor.proposal.versions({ name: 'no document' }).catch(String);
  expect(await ask(callers.coordinator)).toBe(absent);
  expect(await ask(callers.reader)).toBe(absent);
});
