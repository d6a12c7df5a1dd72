import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { formConsortium, openStage } from '../../../../tests/support/stage.ts';

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

describe('inviting', () => {
  test('an organisation is invited: partner and invitation wait, a mail with a link goes out', async () => {
    const { proposalId, coordinator } = await formConsortium(stage);
    const organisationId = await stage.organisationId('Smart Textiles');
    const events = await stage.events(() =>
      coordinator.consortium.invite({
        proposalId,
        organisationId,
        role: 'partner',
        email: 'Editor@Smart-Textiles.example',
        message: 'Kom med!',
      }),
    );
    expect(events).toEqual(['consortium.partner_invited']);
    const [invitation] = await coordinator.consortium.invitations({ proposalId });
    expect(invitation).toMatchObject({
      email: 'editor@smart-textiles.example',
      status: 'pending',
      organisationName: 'Smart Textiles',
    });
    expect(await partnerRow(invitation!.partnerId)).toMatchObject({
      status: 'invited',
      joinedAt: null,
    });
    const token = await stage.linkTo('editor@smart-textiles.example');
    const offer = await stage.visitor.consortium.lookupInvitation({ token });
    expect(offer).toMatchObject({
      state: 'open',
      signedIn: false,
      email: 'e•••@smart-textiles.example',
      leadName: 'Mobile Heights',
      message: 'Kom med!',
    });
    const stored = await database.owner.selectFrom('event').select('payload').execute();
    expect(JSON.stringify(stored)).not.toContain('smart-textiles.example');
  });

  test('the same organisation or the same address is not asked twice', async () => {
    const { proposalId, coordinator } = await formConsortium(stage, [smartTextiles]);
    const organisationId = await stage.organisationId('Smart Textiles');
    const again = () =>
      coordinator.consortium.invite({
        proposalId,
        organisationId,
        role: 'partner',
        email: 'other@smart-textiles.example',
      });
    await expect(again()).rejects.toEqual(refusal('conflict', 'already_partner'));
    const automation = await stage.organisationId('Automation Region');
    const member = () =>
      coordinator.consortium.invite({
        proposalId,
        organisationId: automation,
        role: 'partner',
        email: smartTextiles.email,
      });
    await expect(member()).rejects.toEqual(refusal('conflict', 'already_member'));
    expect(await stage.events(again)).toEqual([]);
  });

  test('an organisation that is not in the directory is added with the invitation', async () => {
    const { proposalId, coordinator } = await formConsortium(stage);
    const events = await stage.events(() =>
      coordinator.consortium.invite({
        proposalId,
        newOrganisation: {
          name: 'Nya klustret',
          kind: 'cluster',
          nuts3: 'SE232',
          orgnr: '802501-1234',
        },
        role: 'associated',
        email: 'ny@nya.example',
      }),
    );
    expect(events).toEqual(['organisation.registered', 'consortium.partner_invited']);
    const twice = coordinator.consortium.invite({
      proposalId,
      newOrganisation: { name: 'Samma', kind: 'cluster', nuts3: 'SE232', orgnr: '8025011234' },
      role: 'partner',
      email: 'ny2@nya.example',
    });
    await expect(twice).rejects.toEqual(refusal('conflict', 'organisation_is_in_the_directory'));
  });

  test('a partner editor invites colleagues, not organisations and not to another partner', async () => {
    const { proposalId, people, partnerIds, coordinator } = await formConsortium(stage, [
      smartTextiles,
    ]);
    const [editor] = people;
    const view = await coordinator.proposal.get({ id: proposalId });
    const lead = view.partners.find(({ role }) => role === 'lead')!;
    const invite = editor!.consortium.invite({
      proposalId,
      organisationId: await stage.organisationId('Automation Region'),
      role: 'partner',
      email: 'x@automation-region.example',
    });
    await expect(invite).rejects.toEqual(refusal('forbidden', 'coordinator_only'));
    const elsewhere = editor!.consortium.invitePerson({
      proposalId,
      partnerId: lead.id,
      email: 'x@smart-textiles.example',
      role: 'editor',
    });
    await expect(elsewhere).rejects.toEqual(refusal('forbidden', 'own_people_only'));
    const events = await stage.events(() =>
      editor!.consortium.invitePerson({
        proposalId,
        partnerId: partnerIds[0]!,
        email: 'colleague@smart-textiles.example',
        role: 'reader',
      }),
    );
    expect(events).toEqual(['consortium.person_invited']);
    const coordinatorRole = editor!.consortium.invitePerson({
      proposalId,
      partnerId: partnerIds[0]!,
      email: 'y@smart-textiles.example',
      role: 'coordinator',
    });
    await expect(coordinatorRole).rejects.toEqual(refusal('conflict', 'role_is_the_leads'));
  });
});

describe('answering', () => {
  async function invited(email: string) {
    const { proposalId, coordinator } = await formConsortium(stage);
    const made = await coordinator.consortium.invite({
      proposalId,
      organisationId: await stage.organisationId('Smart Textiles'),
      role: 'partner',
      email,
    });
    return { proposalId, coordinator, ...made, token: await stage.linkTo(email) };
  }

  test('accepting makes the organisation a partner and the person a member, once', async () => {
    const email = 'accepts@smart-textiles.example';
    const { proposalId, partnerId, token } = await invited(email);
    const person = await stage.person(email);
    const accept = () => person.consortium.acceptInvitation({ token });
    expect(await stage.events(accept)).toEqual(['consortium.invitation_accepted']);
    expect(await partnerRow(partnerId)).toMatchObject({ status: 'accepted', leftAt: null });
    expect(await accept()).toEqual({ proposalId });
    expect(await stage.events(accept)).toEqual([]);
    const view = await person.proposal.get({ id: proposalId });
    expect(view.me).toMatchObject({ partnerId, role: 'editor' });
    expect((await person.person.me()).roles.organisations.map(({ name }) => name)).toEqual([
      'Smart Textiles',
    ]);
  });

  test('a forwarded link names nothing and opens nothing', async () => {
    const { token } = await invited('rightful@smart-textiles.example');
    const other = await stage.person('thief@elsewhere.example');
    expect(await other.consortium.lookupInvitation({ token })).toMatchObject({
      state: 'other_address',
      proposalTitle: '',
      leadName: '',
      message: '',
    });
    const accept = () => other.consortium.acceptInvitation({ token });
    await expect(accept()).rejects.toEqual(
      refusal('forbidden', 'invitation_is_for_another_address'),
    );
    expect(await stage.events(accept)).toEqual([]);
  });

  test('an expired, a withdrawn and an unknown link each say so', async () => {
    const email = 'late@smart-textiles.example';
    const { token, coordinator, invitationId } = await invited(email);
    const person = await stage.person(email);
    await database.setClock({ offsetMs: 8 * 24 * 3600 * 1000 });
    expect(await person.consortium.lookupInvitation({ token })).toMatchObject({ state: 'expired' });
    await expect(person.consortium.acceptInvitation({ token })).rejects.toEqual(
      refusal('expired', 'invitation_expired'),
    );
    expect(
      await stage.events(() => coordinator.consortium.resendInvitation({ invitationId })),
    ).toEqual(['consortium.invitation_resent']);
    const fresh = await stage.linkTo(email);
    expect(fresh).not.toBe(token);
    expect(await person.consortium.lookupInvitation({ token })).toMatchObject({ state: 'unknown' });
    expect(await person.consortium.lookupInvitation({ token: fresh })).toMatchObject({
      state: 'open',
    });
    await expect(coordinator.consortium.resendInvitation({ invitationId })).rejects.toEqual(
      refusal('rate_limited', 'sent_just_now'),
    );
    expect(
      await stage.events(() => coordinator.consortium.withdrawInvitation({ invitationId })),
    ).toEqual(['consortium.invitation_withdrawn']);
    expect(await person.consortium.lookupInvitation({ token: fresh })).toMatchObject({
      state: 'withdrawn',
    });
    await database.setClock({ offsetMs: 0 });
    await expect(person.consortium.acceptInvitation({ token: 'A'.repeat(43) })).rejects.toEqual(
      refusal('not_found', 'invitation_unknown'),
    );
  });

  test('declining is seen with its reason, and the organisation may be asked again', async () => {
    const email = 'declines@smart-textiles.example';
    const { token, proposalId, coordinator, partnerId } = await invited(email);
    const person = await stage.person(email);
    const decline = () => person.consortium.declineInvitation({ token, reason: 'Inte i år' });
    expect(await stage.events(decline)).toEqual(['consortium.invitation_declined']);
    expect(await partnerRow(partnerId)).toMatchObject({ status: 'declined' });
    const [shown] = await coordinator.consortium.invitations({ proposalId });
    expect(shown).toMatchObject({ status: 'declined', reason: 'Inte i år' });
    await coordinator.consortium.invite({
      proposalId,
      organisationId: await stage.organisationId('Smart Textiles'),
      role: 'partner',
      email,
    });
    await expect(person.proposal.get({ id: proposalId })).rejects.toEqual(
      refusal('not_found', 'absent'),
    );
  });
});

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
