import { randomUUID } from 'node:crypto';
import { documentName } from '@samspel/documents/names';
import { addWorkplanItem } from '@samspel/documents/workplan-document';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { asSystem } from '@samspel/platform/db/as-system';
import { expect, test } from 'vitest';
import {
  signAll,
  writeDocument,
  writtenApplication,
} from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { type Caller, openStage } from '../../../../tests/support/stage.ts';
import { milestoneOwners } from './workplan.queries.ts';

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

/** A plan with a milestone for each of these. */
async function plannedFor(owners: readonly string[]) {
  const written = await writtenApplication(stage);
  const { proposalId, leadId } = written;
  await writeDocument(stage, documentName('workplan', proposalId), (doc) => {
    const cells = { responsiblePartnerId: leadId, startPeriod: 1, endPeriod: 2 };
    addWorkplanItem(doc, 'packages', { cells: { title: 'Prov', ...cells } });
    for (const ownerPersonId of owners) {
      const due = { dueDate: '2027-09-01', evidence: 'Protokoll' };
      addWorkplanItem(doc, 'milestones', { cells: { title: 'Igång', ownerPersonId, ...due } });
    }
  });
  await signAll(stage, written);
  const { coordinator } = written;
  const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
  return { ...written, outcome };
}

const stranger = await idOf('someone@elsewhere.example');

test('AC7: the authority reads the plan with its owners’ names, and no id of anybody else becomes a name', async () => {
  const owner = await idOf('editor@smart-textiles.example');
  const { proposalId, outcome } = await plannedFor([owner]);
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome.findings));
  const officer = await officerOfTheCall();
  const view = await officer.submission.get({ submissionId: outcome.submission.id });
  expect(view.verification).toEqual({ ok: true, differences: [] });
  const content = view.content as SubmissionDocument;
  expect(content.workplan?.milestones).toHaveLength(1);
  expect(Object.keys(view.owners)).toEqual([owner]);
  // What was received before the rule asked who takes part may name anybody.
  const [milestone] = content.workplan?.milestones ?? [];
  const milestones = [owner, stranger, randomUUID(), "'; drop table person"].map(
    (ownerPersonId) => ({ ...milestone!, ownerPersonId }),
  );
  const workplan = { ...content.workplan!, milestones };
  const named = await asSystem(database.app, (trx) =>
    milestoneOwners(trx, { proposal: { ...content.proposal, id: proposalId }, workplan }),
  );
  expect([...named.keys()]).toEqual([owner]);
});

test('WP5: nobody submits a milestone of somebody who does not take part', async () => {
  const { outcome } = await plannedFor([stranger]);
  if (outcome.outcome === 'accepted') throw new Error('it was taken');
  const errors = outcome.findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ rule }) => rule)).toEqual(['WP5']);
});
