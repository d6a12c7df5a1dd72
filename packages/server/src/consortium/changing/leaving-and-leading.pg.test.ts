import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { formConsortium, openStage } from '../../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);

const refusal = (code: string, reason: string) =>
  expect.objectContaining({ cause: expect.objectContaining({ code, reason }) });

const smartTextiles = { organisation: 'Smart Textiles', email: 'editor@smart-textiles.example' };

async function partnerRow(id: string) {
  return database.owner
    .selectFrom('partner')
    .select(['role', 'status', 'joinedAt', 'leftAt'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

describe('leaving and leading', () => {
  test('a partner that leaves loses its access and its sections; the lead cannot leave', async () => {
    const { proposalId, coordinator, people, partnerIds } = await formConsortium(stage, [
      smartTextiles,
    ]);
    const [editor] = people;
    const { call } = await coordinator.proposal.get({ id: proposalId });
    await coordinator.proposal.assignSection({
      id: proposalId,
      sectionKey: call.sections[0]!.key,
      partnerId: partnerIds[0]!,
    });
    await expect(coordinator.consortium.leave({ proposalId })).rejects.toEqual(
      refusal('conflict', 'lead_cannot_leave'),
    );
    expect(await stage.events(() => editor!.consortium.leave({ proposalId }))).toEqual([
      'consortium.partner_left',
    ]);
    expect(await partnerRow(partnerIds[0]!)).toMatchObject({ status: 'left' });
    await expect(editor!.proposal.get({ id: proposalId })).rejects.toEqual(
      refusal('not_found', 'absent'),
    );
    expect((await coordinator.proposal.get({ id: proposalId })).sections).not.toContainEqual(
      expect.objectContaining({ ownerPartnerId: partnerIds[0] }),
    );
    const personId = (await editor!.person.me()).person!.id;
    const { rows: grants } = await sql`
      select mode from sync.access a join sync.doc d on d.id = a.doc_id
      where d.scope = ${proposalId} and a.person_id = ${personId}`.execute(database.owner);
    expect(grants).toEqual([]);
  });

  test('the coordinator drops a partner; a partner cannot', async () => {
    const { proposalId, coordinator, people, partnerIds } = await formConsortium(stage, [
      smartTextiles,
      { organisation: 'Automation Region', email: 'editor@automation-region.example' },
    ]);
    const drop = (partnerId: string) => ({ proposalId, partnerId, reason: 'Skriver inte på' });
    await expect(people[0]!.consortium.dropPartner(drop(partnerIds[1]!))).rejects.toEqual(
      refusal('forbidden', 'coordinator_only'),
    );
    expect(
      await stage.events(() => coordinator.consortium.dropPartner(drop(partnerIds[1]!))),
    ).toEqual(['consortium.partner_dropped']);
    expect(
      await stage.events(() => coordinator.consortium.dropPartner(drop(partnerIds[1]!))),
    ).toEqual([]);
  });

  test('another partner takes the lead: the roles of the lead go with it', async () => {
    const { proposalId, coordinator, people, partnerIds } = await formConsortium(stage, [
      smartTextiles,
    ]);
    const personId = (await people[0]!.person.me()).person!.id;
    const events = await stage.events(() =>
      coordinator.consortium.changeLead({ proposalId, partnerId: partnerIds[0]!, personId }),
    );
    expect(events).toEqual(['consortium.lead_changed']);
    expect(await partnerRow(partnerIds[0]!)).toMatchObject({ role: 'lead' });
    expect((await people[0]!.proposal.get({ id: proposalId })).me.role).toBe('coordinator');
    expect((await coordinator.proposal.get({ id: proposalId })).me.role).toBe('editor');
    await expect(
      coordinator.consortium.changeLead({ proposalId, partnerId: partnerIds[0]!, personId }),
    ).rejects.toEqual(refusal('forbidden', 'coordinator_only'));
  });

  test('the last coordinator stays one, and the last person of a partner goes with it alone', async () => {
    const { proposalId, coordinator, people } = await formConsortium(stage, [smartTextiles]);
    const view = await coordinator.proposal.get({ id: proposalId });
    const [lead, partner] = [0, 1].map((at) => view.partners[at]!.people[0]!.memberId);
    await expect(
      coordinator.consortium.changePersonRole({ proposalId, memberId: lead!, role: 'editor' }),
    ).rejects.toEqual(refusal('conflict', 'needs_a_coordinator'));
    await expect(
      people[0]!.consortium.removePerson({ proposalId, memberId: partner! }),
    ).rejects.toEqual(refusal('conflict', 'last_person_of_partner'));
    await expect(
      coordinator.consortium.removePerson({ proposalId, memberId: partner! }),
    ).rejects.toEqual(refusal('forbidden', 'own_people_only'));
  });

  test('a colleague is made a reader and then removed', async () => {
    const { proposalId, people, partnerIds } = await formConsortium(stage, [smartTextiles]);
    const [editor] = people;
    const email = 'second@smart-textiles.example';
    await editor!.consortium.invitePerson({
      proposalId,
      partnerId: partnerIds[0]!,
      email,
      role: 'editor',
    });
    const second = await stage.person(email);
    await second.consortium.acceptInvitation({ token: await stage.linkTo(email) });
    const view = await editor!.proposal.get({ id: proposalId });
    const colleague = view.partners
      .flatMap((partner) => partner.people)
      .find(({ name }) => name === 'second')!;
    const { memberId } = colleague;
    const change = () =>
      editor!.consortium.changePersonRole({ proposalId, memberId, role: 'reader' });
    expect(await stage.events(change)).toEqual(['consortium.role_changed']);
    expect(await stage.events(change)).toEqual([]);
    await expect(
      second.consortium.changePersonRole({ proposalId, memberId, role: 'editor' }),
    ).rejects.toEqual(refusal('forbidden', 'reader_changes_nothing'));
    expect(
      await stage.events(() => editor!.consortium.removePerson({ proposalId, memberId })),
    ).toEqual(['consortium.person_removed']);
    await expect(second.proposal.get({ id: proposalId })).rejects.toEqual(
      refusal('not_found', 'absent'),
    );
  });
});
