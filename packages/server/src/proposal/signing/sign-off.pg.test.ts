import { documentName } from '@samspel/documents/names';
import { addWorkplanItem } from '@samspel/documents/workplan-document';
import { appendNarrative } from '@samspel/documents/write-narrative';
import { asSystem } from '@samspel/platform/db/as-system';
import { documentStates } from '@samspel/sync/store/document-states';
import { thawDocuments } from '@samspel/sync/store/documents';
import { describe, expect, test } from 'vitest';
import {
  contentHashOf,
  paragraph,
  signPart,
  writeDocument,
  writtenApplication,
} from '../../../../../tests/support/application.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { openStage } from '../../../../../tests/support/stage.ts';
import { up as signedWorkplans } from '../../migrations/0007-signed-workplans.ts';

const database = await testDatabase();
const stage = await openStage(database);

async function signedDocuments(proposalId: string): Promise<string[]> {
  const states = await documentStates(database.owner, proposalId);
  return states.filter(({ frozen }) => frozen === 'signed').map(({ name }) => name);
}

describe('signing off', () => {
  test('SO1: freezes exactly the part, at a named version, and tells the lead', async () => {
    const { proposalId, coordinator, editors, partnerIds } = await writtenApplication(stage);
    const partnerId = partnerIds[0]!;
    await coordinator.proposal.assignSection({ id: proposalId, sectionKey: 'results', partnerId });
    const events = await stage.events(() => signPart(stage, editors[0], proposalId, partnerId));
    expect(events).toEqual(['proposal.part_signed']);
    expect(await signedDocuments(proposalId)).toEqual([
      documentName('budget', proposalId, partnerId),
      documentName('cofunding', proposalId, partnerId),
      documentName('narrative', proposalId, 'results'),
    ]);
    const view = await coordinator.proposal.get({ id: proposalId });
    expect(view.partners.find(({ id }) => id === partnerId)?.signOff).toMatchObject({
      versionName: 'Version 1',
      contentHash: await contentHashOf(stage, proposalId, partnerId),
    });
    await stage.runHandlers();
    const inbox = await coordinator.notification.list({});
    expect(inbox.items[0]).toMatchObject({
      kind: 'proposal.part_signed',
      params: { organisation: 'Smart Textiles', title: 'Smart textil, smart vård' },
    });
  });

  test('SO2: the work plan is of the lead’s part: hashed and frozen with it, and with no other', async () => {
    const { proposalId, coordinator, editors, leadId, partnerIds } =
      await writtenApplication(stage);
    const name = documentName('workplan', proposalId);
    const hashes = () =>
      Promise.all([leadId, partnerIds[0]!].map((id) => contentHashOf(stage, proposalId, id)));
    const before = await hashes();
    await writeDocument(stage, name, (doc) => {
      addWorkplanItem(doc, 'packages', {
        cells: { title: 'Lead and report', responsiblePartnerId: leadId },
      });
    });
    const after = await hashes();
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    await signPart(stage, editors[0], proposalId, partnerIds[0]!);
    expect(await signedDocuments(proposalId)).not.toContain(name);
    await signPart(stage, coordinator, proposalId, leadId);
    expect(await signedDocuments(proposalId)).toContain(name);
    await coordinator.proposal.withdrawSignOff({ id: proposalId, partnerId: leadId });
    expect(await signedDocuments(proposalId)).not.toContain(name);
    const { documents } = await editors[0].proposal.get({ id: proposalId });
    expect(documents.find((one) => one.name === name)).toMatchObject({
      mode: 'write',
      frozen: null,
    });
  });

  test('SO2: a lead who had signed before the plan was part of it has it frozen by the upgrade', async () => {
    const [old, open] = [await writtenApplication(stage), await writtenApplication(stage)];
    await signPart(stage, old.coordinator, old.proposalId, old.leadId);
    await signPart(stage, open.editors[0], open.proposalId, open.partnerIds[0]!);
    const name = documentName('workplan', old.proposalId);
    await asSystem(database.app, (trx) => thawDocuments(trx, [name]));
    const signed = async () => [
      ...(await signedDocuments(old.proposalId)),
      ...(await signedDocuments(open.proposalId)),
    ];
    const before = await signed();
    await signedWorkplans(database.owner as never);
    const after = await signed();
    expect(after.filter((one) => !before.includes(one))).toEqual([name]);
    await signedWorkplans(database.owner as never);
    expect(await signed()).toEqual(after);
    await old.coordinator.proposal.withdrawSignOff({
      id: old.proposalId,
      partnerId: old.leadId,
    });
    expect(await signedDocuments(old.proposalId)).toEqual([]);
  });

  test('SO2: what moved since the signer looked is not signed, and stays open', async () => {
    const { proposalId, coordinator, leadId } = await writtenApplication(stage);
    const seen = await contentHashOf(stage, proposalId, leadId);
    await writeDocument(stage, documentName('narrative', proposalId, 'need'), (doc) =>
      appendNarrative(doc, [paragraph('Ett ord till.')]),
    );
    const sign = () =>
      coordinator.proposal.signOff({
        id: proposalId,
        partnerId: leadId,
        versionName: 'Version 1',
        expectedContentHash: seen,
      });
    await expect(sign()).rejects.toMatchObject({
      cause: { code: 'conflict', reason: 'content_moved' },
    });
    expect(await stage.events(sign)).toEqual([]);
    expect(await signedDocuments(proposalId)).toEqual([]);
  });

  test('only a partner signs its own part, once', async () => {
    const { proposalId, coordinator, editors, partnerIds, leadId } =
      await writtenApplication(stage);
    await expect(signPart(stage, coordinator, proposalId, partnerIds[0]!)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(signPart(stage, editors[0], proposalId, leadId)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await signPart(stage, editors[0], proposalId, partnerIds[0]!);
    await expect(signPart(stage, editors[0], proposalId, partnerIds[0]!)).rejects.toMatchObject({
      cause: { code: 'conflict', reason: 'already_signed' },
    });
  });
});

describe('a sign-off ends', () => {
  test('when the partner takes it back: for good, with who and why', async () => {
    const { proposalId, coordinator, leadId } = await writtenApplication(stage);
    await signPart(stage, coordinator, proposalId, leadId);
    const events = await stage.events(() =>
      coordinator.proposal.withdrawSignOff({
        id: proposalId,
        partnerId: leadId,
        reason: 'Fel summa',
      }),
    );
    expect(events).toEqual(['proposal.part_sign_off_withdrawn']);
    expect(await signedDocuments(proposalId)).toEqual([]);
    const view = await coordinator.proposal.get({ id: proposalId });
    const lead = view.partners.find(({ id }) => id === leadId);
    expect(lead?.signOff).toBeNull();
    expect(lead?.lastWithdrawnSignOff).toMatchObject({
      reason: 'Fel summa',
      byName: 'Koordinator',
    });
    await expect(
      coordinator.proposal.withdrawSignOff({ id: proposalId, partnerId: leadId }),
    ).rejects.toMatchObject({ cause: { code: 'conflict', reason: 'not_signed' } });
  });

  test('when the description changes: the lead’s alone', async () => {
    const { proposalId, coordinator, editors, leadId, partnerIds } =
      await writtenApplication(stage);
    await signPart(stage, coordinator, proposalId, leadId);
    await signPart(stage, editors[0], proposalId, partnerIds[0]!);
    const { version } = await coordinator.proposal.get({ id: proposalId });
    const describe_ = (title: string) =>
      coordinator.proposal.describe({ id: proposalId, title, expectedVersion: version });
    expect(await stage.events(() => describe_('Smart textil, smartare vård'))).toEqual([
      'proposal.described',
      'proposal.part_sign_off_withdrawn',
    ]);
    const view = await coordinator.proposal.get({ id: proposalId });
    const signed = view.partners.filter(({ signOff }) => signOff !== null).map(({ id }) => id);
    expect(signed).toEqual([partnerIds[0]]);
    await expect(describe_('En tredje titel')).rejects.toMatchObject({
      cause: { code: 'conflict', reason: 'changed_meanwhile' },
    });
    expect(await stage.events(() => describe_('Smart textil, smartare vård'))).toEqual([]);
  });

  test('when a section changes hands: both parts’', async () => {
    const { proposalId, coordinator, editors, leadId, partnerIds } =
      await writtenApplication(stage);
    await signPart(stage, coordinator, proposalId, leadId);
    await signPart(stage, editors[0], proposalId, partnerIds[0]!);
    await signPart(stage, editors[1], proposalId, partnerIds[1]!);
    const events = await stage.events(() =>
      coordinator.proposal.assignSection({
        id: proposalId,
        sectionKey: 'results',
        partnerId: partnerIds[1]!,
      }),
    );
    expect(events.toSorted()).toEqual([
      'proposal.part_sign_off_withdrawn',
      'proposal.part_sign_off_withdrawn',
      'proposal.section_assigned',
    ]);
    const view = await coordinator.proposal.get({ id: proposalId });
    const signed = view.partners.filter(({ signOff }) => signOff !== null).map(({ id }) => id);
    expect(signed).toEqual([partnerIds[0]]);
  });

  test('when the partner leaves: its documents are read-only and its section is the lead’s', async () => {
    const { proposalId, coordinator, editors, leadId, partnerIds } =
      await writtenApplication(stage);
    const partnerId = partnerIds[0]!;
    await coordinator.proposal.assignSection({ id: proposalId, sectionKey: 'results', partnerId });
    await signPart(stage, editors[0], proposalId, partnerId);
    await signPart(stage, coordinator, proposalId, leadId);
    await editors[0].consortium.leave({ proposalId, reason: 'Annat uppdrag' });
    const view = await coordinator.proposal.get({ id: proposalId });
    expect(view.partners.find(({ id }) => id === partnerId)).toMatchObject({
      status: 'left',
      signOff: null,
    });
    const budget = view.documents.find(({ kind, part }) => kind === 'budget' && part === partnerId);
    expect(budget).toMatchObject({ mode: 'read' });
    expect(view.documents.some(({ kind, part }) => kind === 'people' && part === partnerId)).toBe(
      false,
    );
    await expect(editors[0].proposal.get({ id: proposalId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a new proposal', () => {
  test('can be begun for one’s own organisation while the call is open', async () => {
    const person = await stage.person('starter@techtank.example');
    const callId = await stage.callId();
    const begin = (organisation: string) => async () =>
      person.proposal.create({
        callId,
        title: 'Nytt',
        organisationId: await stage.organisationId(organisation),
      });
    expect(await stage.events(begin('Techtank'))).toEqual(['proposal.created']);
    await expect(begin('Compare')()).rejects.toMatchObject({
      cause: { code: 'forbidden', reason: 'not_your_organisation', field: 'organisationId' },
    });
    await expect(begin('Tillväxtverket')()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const mine = await person.proposal.mine();
    expect(mine).toMatchObject([
      { title: 'Nytt', myRole: 'coordinator', leadName: 'Techtank', signed: 0, toSign: 1 },
    ]);
  });

  test('its maker may write everything, and gets a ticket for the socket', async () => {
    const person = await stage.person('starter@techtank.example');
    const [own] = await person.proposal.mine();
    const { id } = own!;
    const { documents } = await person.proposal.get({ id });
    expect(documents).toHaveLength(8 + 3 + 1);
    expect(documents.every(({ mode, frozen }) => mode === 'write' && frozen === null)).toBe(true);
    expect((await person.proposal.socketTicket({})).ticket.length).toBeGreaterThan(30);
  });
});
