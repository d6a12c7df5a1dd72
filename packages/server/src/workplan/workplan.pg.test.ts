import { randomUUID } from 'node:crypto';
import { documentName } from '@samspel/documents/names';
import { addWorkplanItem } from '@samspel/documents/workplan-document';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { expect, test } from 'vitest';
import {
  signAll,
  writeDocument,
  writtenApplication,
} from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { type Caller, openStage } from '../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const idOf = async (email: string) => (await stage.actor(email)).personId;

async function officerOfTheCall(): Promise<Caller> {
  const email = 'officer@tillvaxtverket.example';
  const organisationId = await stage.organisationId('Tillväxtverket');
  const seat = { id: randomUUID(), personId: await idOf(email), organisationId, toAt: null };
  await database.owner
    .insertInto('membership')
    .values({ ...seat, role: 'officer' })
    .execute();
  return stage.person(email);
}

test('AC7: the authority reads the plan with its owners’ names, and no id of anybody else becomes a name', async () => {
  const written = await writtenApplication(stage);
  const { proposalId, coordinator, leadId } = written;
  const owner = await idOf('editor@smart-textiles.example');
  const stranger = await idOf('someone@elsewhere.example');
  await writeDocument(stage, documentName('workplan', proposalId), (doc) => {
    const cells = { responsiblePartnerId: leadId, startPeriod: 1, endPeriod: 2 };
    addWorkplanItem(doc, 'packages', { cells: { title: 'Prov', ...cells } });
    for (const ownerPersonId of [owner, stranger, randomUUID(), "'; drop table person"]) {
      const due = { dueDate: '2027-09-01', evidence: 'Protokoll' };
      addWorkplanItem(doc, 'milestones', { cells: { title: 'Igång', ownerPersonId, ...due } });
    }
  });
  await signAll(stage, written);
  const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome.findings));
  const officer = await officerOfTheCall();
  const view = await officer.submission.get({ submissionId: outcome.submission.id });
  expect(view.verification).toEqual({ ok: true, differences: [] });
  const { workplan } = view.content as SubmissionDocument;
  expect(workplan?.milestones).toHaveLength(4);
  expect(Object.keys(view.owners)).toEqual([owner]);
});
