import { randomUUID } from 'node:crypto';
import { readCofunding, setSourceCell } from '@samspel/documents/cofunding-document';
import { documentName } from '@samspel/documents/names';
import { appendNarrative } from '@samspel/documents/write-narrative';
import { exportFileOf } from '@samspel/server/submission/export-submission';
import { verifyExport } from '@samspel/server/submission/verify-export';
import { expect, test } from 'vitest';
import { paragraph, signPart, writeDocument, writtenApplication } from '../support/application.ts';
import { testDatabase } from '../support/database.ts';
import { coFunder } from '../support/pledge.ts';
import { openStage } from '../support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const regionMail = 'finance@region-skane.example';

test('a region pledges, the partners sign, the lead submits, withdraws and submits again, and the authority reads it', async () => {
  const written = await writtenApplication(stage);
  const { proposalId, coordinator, editors, leadId, partnerIds } = written;
  const submit = () => coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });

  // Step 4: the region's share is not confirmed until the region itself says so.
  const sources = documentName('cofunding', proposalId, leadId);
  let sourceId = '';
  await writeDocument(stage, sources, (doc) => {
    sourceId = readCofunding(doc, leadId).sheet.sources[0]!.id;
    setSourceCell(doc, sourceId, 'status', 'idea');
  });
  await coordinator.cofunding.requestPledge({
    proposalId,
    partnerId: leadId,
    sourceId,
    funderName: 'Region Skåne',
    email: regionMail,
    amountMinor: '6340000',
  });
  const region = await coFunder(stage, regionMail);
  await region.say('pledge', { signedName: 'Regionens ekonomichef' });

  // Step 6 too early: refused with every reason, and open again.
  const early = await submit();
  if (early.outcome !== 'refused') throw new Error('accepted without signatures');
  expect(
    new Set(early.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)),
  ).toEqual(new Set(['SO1']));

  // Step 5: all sign; a change after a sign-off ends it, visibly and for good.
  await signPart(stage, coordinator, proposalId, leadId);
  await signPart(stage, editors[0], proposalId, partnerIds[0]!);
  await signPart(stage, editors[1], proposalId, partnerIds[1]!);
  await editors[0].proposal.withdrawSignOff({
    id: proposalId,
    partnerId: partnerIds[0]!,
    reason: 'En kostnad saknades',
  });
  const seen = await coordinator.proposal.get({ id: proposalId });
  expect(seen.partners[1]?.lastWithdrawnSignOff?.reason).toBe('En kostnad saknades');
  expect((await submit()).outcome).toBe('refused');
  await signPart(stage, editors[0], proposalId, partnerIds[0]!);

  // Step 6: received, with a receipt by mail to everybody.
  const first = await submit();
  if (first.outcome !== 'accepted') throw new Error(JSON.stringify(first.findings));
  await stage.runHandlers();
  const receipt = await editors[1].proposal.receipt({ submissionId: first.submission.id });
  expect(receipt).toMatchObject({
    proposalTitle: 'Smart textil, smart vård',
    leadName: 'Mobile Heights',
    submission: { number: 1, current: true, pdfReady: true },
  });
  const mails = await database.owner
    .selectFrom('mail')
    .select('recipient')
    .where('effectKey', 'like', 'receipt/%')
    .execute();
  expect(mails).toHaveLength(3);

  // Withdrawn and submitted again: the first stays valid until the second is there.
  await coordinator.proposal.withdrawSubmission({
    id: proposalId,
    submissionId: first.submission.id,
  });
  await coordinator.proposal.withdrawSignOff({ id: proposalId, partnerId: leadId });
  await writeDocument(stage, documentName('narrative', proposalId, 'results'), (doc) =>
    appendNarrative(doc, [paragraph('Tre företag säljer lösningen två år efter projektet.')]),
  );
  expect((await coordinator.proposal.get({ id: proposalId })).currentSubmission?.number).toBe(1);
  await signPart(stage, coordinator, proposalId, leadId);
  const second = await submit();
  if (second.outcome !== 'accepted') throw new Error(JSON.stringify(second.findings));
  expect(second.submission.number).toBe(2);

  // Step 7 begins: the authority reads what it received, verified.
  await stage.person('officer@tillvaxtverket.example', 'Handläggare');
  const { personId } = await stage.actor('officer@tillvaxtverket.example');
  await database.owner
    .insertInto('membership')
    .values({
      id: randomUUID(),
      personId,
      organisationId: await stage.organisationId('Tillväxtverket'),
      role: 'officer',
      toAt: null,
    })
    .execute();
  const officer = await stage.person('officer@tillvaxtverket.example');
  const rows = await officer.submission.listForCall({ callId: await stage.callId() });
  expect(rows.map(({ number, current }) => [number, current])).toEqual([
    [2, true],
    [1, false],
  ]);
  for (const { id } of rows) {
    expect((await officer.submission.get({ submissionId: id })).verification.ok).toBe(true);
    const actor = await stage.actor('officer@tillvaxtverket.example');
    const file = await exportFileOf({ db: database.app, actor }, id);
    expect(verifyExport(file.bytes)).toEqual([]);
  }
});

test('one second after closing the server refuses, kindly and exactly, and nothing is frozen', async () => {
  const written = await writtenApplication(stage);
  const { proposalId, coordinator } = written;
  const { call } = await coordinator.proposal.get({ id: proposalId });
  await database.setClock({ fixedAt: new Date(Date.parse(call.closesAt) + 1000) });
  try {
    const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(outcome).toMatchObject({
      outcome: 'refused',
      reason: 'late',
      findings: [{ rule: 'CL2', params: { closesAt: call.closesAt } }],
    });
    const view = await coordinator.proposal.get({ id: proposalId });
    expect(view.status).toBe('draft');
    expect(view.documents.every(({ frozen }) => frozen === null)).toBe(true);
  } finally {
    await database.setClock({ offsetMs: 0 });
  }
});
