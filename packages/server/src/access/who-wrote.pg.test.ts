import { addLine, setCell } from '@samspel/documents/budget-document';
import { cellWritings } from '@samspel/documents/cell-writings';
import { editDocument } from '@samspel/documents/edit-document';
import { documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import { newId } from '@samspel/platform/ids';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { openStage } from '../../../../tests/support/stage.ts';
import { buildWorld } from '../../../../tests/support/world.ts';

const database = await testDatabase();
const stage = await openStage(database);
const world = await buildWorld(stage);
const { proposalId: id, partnerId } = world.ids;
const name = documentName('budget', id, partnerId);
const line = newId();

async function write(email: string, edit: Parameters<typeof editDocument>[2]) {
  const { personId } = await stage.actor(email);
  const stored = (await readUpdates(database.app, [name])).get(name)!;
  const update = editDocument('budget', stored.updates, edit)!;
  await appendServerEdit(database.app, name, update, personId);
}

test('AC2 who wrote a cell, when and what, is told to those who may read the budget and to nobody else', async () => {
  await write('first@mobile-heights.example', (doc) =>
    addLine(doc, { id: line, cells: { quantity: '1' } }),
  );
  await write('second@mobile-heights.example', (doc) => setCell(doc, line, 'quantity', '2.5'));
  const { updates } = (await readUpdates(database.app, [name])).get(name)!;
  const doc = openDocument('budget', updates);
  const spots = cellWritings(doc, { root: 'lines', rowId: line, field: 'quantity' });
  expect(spots).toHaveLength(2);

  const told = await world.callers.reader.proposal.whoWrote({ id, partnerId, spots });
  const inOrder = spots.map((spot) => told.find(({ client }) => client === spot.client));
  expect(inOrder).toMatchObject([
    { value: '2.5', by: 'second@mobile-heights.example' },
    { value: '1', by: 'first@mobile-heights.example' },
  ]);
  expect(Date.parse(told[0]!.at)).toBeGreaterThan(0);
  const nowhere = [{ client: 1, clock: 99 }];
  expect(await world.callers.reader.proposal.whoWrote({ id, partnerId, spots: nowhere })).toEqual(
    [],
  );

  const refusal = (caller: typeof world.callers.reader, partner = partnerId) =>
    caller.proposal.whoWrote({ id, partnerId: partner, spots }).catch(String);
  const absent = await refusal(world.callers.reader, newId());
  expect(await refusal(world.callers.outsider)).toBe(absent);
});
