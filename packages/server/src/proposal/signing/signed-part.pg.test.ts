import { removeLine, setCell } from '@samspel/documents/budget-document';
import { editDocument } from '@samspel/documents/edit-document';
import { documentName } from '@samspel/documents/names';
import { asSystem } from '@samspel/platform/db/as-system';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import { expect, test } from 'vitest';
import {
  signPart,
  writeDocument,
  writtenApplication,
} from '../../../../../tests/support/application.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { openStage } from '../../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);

/** As the hub would have stored what a person wrote. */
async function writeAs(
  personId: string,
  name: string,
  edit: Parameters<typeof editDocument>[2],
): Promise<void> {
  await asSystem(database.app, async (trx) => {
    const stored = (await readUpdates(trx, [name])).get(name);
    const update = editDocument('budget', stored?.updates ?? [], edit);
    if (update) await appendServerEdit(trx, name, update, personId);
  });
}

test('SO2: the part as it was signed stays to be compared with, and the log says who changed it', async () => {
  const { proposalId, coordinator, editors, partnerIds } = await writtenApplication(stage);
  const partnerId = partnerIds[0]!;
  const asked = { id: proposalId, partnerId };
  expect(await coordinator.proposal.signedPart(asked)).toBeNull();
  await signPart(stage, editors[0], proposalId, partnerId);
  const standing = await coordinator.proposal.signedPart(asked);
  expect(standing).toMatchObject({ versionName: 'Version 1', withdrawnAt: null, authors: {} });
  const [first, second] = standing?.budget.lines ?? [];
  expect(first?.quantity).not.toBe('7');

  await editors[0].proposal.withdrawSignOff(asked);
  const { me } = await editors[0].proposal.get({ id: proposalId });
  const name = documentName('budget', proposalId, partnerId);
  await writeAs(me.personId, name, (doc) => setCell(doc, first!.id, 'quantity', '7'));
  await writeDocument(stage, name, (doc) => removeLine(doc, second!.id));

  const since = await coordinator.proposal.signedPart(asked);
  expect(since?.withdrawnAt).not.toBeNull();
  expect(since?.budget).toEqual(standing?.budget);
  expect(since?.authors[`lines/${first!.id}/quantity`]).toEqual({
    name: 'editor',
    at: expect.stringMatching(/^\d{4}-/),
  });
  expect(since?.authors[`lines/${second!.id}/deleted`]?.name).toBe('');
});

test('AC1: to others than its consortium there is no such part', async () => {
  const { proposalId, editors, partnerIds } = await writtenApplication(stage);
  await signPart(stage, editors[0], proposalId, partnerIds[0]!);
  const outsider = await stage.person('editor@paper-province.example');
  await expect(
    outsider.proposal.signedPart({ id: proposalId, partnerId: partnerIds[0]! }),
  ).rejects.toMatchObject({ cause: { code: 'not_found' } });
  const other = await writtenApplication(stage);
  expect(
    await other.coordinator.proposal.signedPart({
      id: other.proposalId,
      partnerId: partnerIds[0]!,
    }),
  ).toBeNull();
});
