import { documentShapes } from '@samspel/documents/kinds';
import { documentName } from '@samspel/documents/names';
import { createDocuments, readUpdates } from '@samspel/sync/store/documents';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { migrateToLatest } from './migrate.ts';

const database = await testDatabase();

test('documents of before are of this version’s shape afterwards, and again when more of them were made', async () => {
  const told: unknown[] = [];
  const migrate = () =>
    migrateToLatest(database.url, { info: (details: unknown) => told.push(details) });
  const proposalId = crypto.randomUUID();
  for (const part of [crypto.randomUUID(), crypto.randomUUID()]) {
    const name = documentName('budget', proposalId, part);
    const shapeVersion = documentShapes.budget - 1;
    await createDocuments(database.app, [
      { name, scope: proposalId, kind: 'budget', shapeVersion },
    ]);
    await migrate();
    const stored = (await readUpdates(database.app, [name])).get(name)!;
    expect(stored).toMatchObject({ shapeVersion: documentShapes.budget, epoch: 2, updates: [] });
  }
  await migrate();
  expect(told).toEqual([{ documents: 1 }, { documents: 1 }]);
});
