import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { formConsortium, openStage } from '../../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);

const refusal = (code: string, reason: string) =>
  expect.objectContaining({ cause: expect.objectContaining({ code, reason }) });

async function partnerRow(id: string) {
  return database.owner
    .selectFrom('partner')
    .select(['role', 'status', 'joinedAt', 'leftAt'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

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

  test('the link of a mail survives an event that comes again', async () => {
    const email = 'twice@smart-textiles.example';
    const { token } = await invited(email);
    await stage.again('consortium.partner_invited');
    expect(await stage.linkTo(email)).toBe(token);
    expect(await stage.visitor.consortium.lookupInvitation({ token })).toMatchObject({
      state: 'open',
    });
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

  test('a link that no longer holds names nothing: whoever finds it reads no draft’s title', async () => {
    const over = { proposalTitle: '', leadName: '', organisationName: '', message: '', email: '' };
    const used = await invited('joined@smart-textiles.example');
    const person = await stage.person('joined@smart-textiles.example');
    await person.consortium.acceptInvitation({ token: used.token });
    const look = (caller: typeof person, { token }: { token: string }) =>
      caller.consortium.lookupInvitation({ token });
    expect(await look(stage.visitor, used)).toMatchObject({
      ...over,
      state: 'used',
      proposalId: null,
    });
    expect(await look(person, used)).toMatchObject({
      ...over,
      state: 'used',
      proposalId: used.proposalId,
    });
    const email = 'forgot@smart-textiles.example';
    const expired = await invited(email);
    expect(await look(stage.visitor, expired)).toMatchObject({
      state: 'open',
      proposalTitle: 'Smart textil, smart vård',
    });
    await database.setClock({ offsetMs: 8 * 24 * 3600 * 1000 });
    expect(await look(stage.visitor, expired)).toMatchObject({ ...over, state: 'expired' });
    await database.setClock({ offsetMs: 0 });
    await expired.coordinator.consortium.withdrawInvitation({ invitationId: expired.invitationId });
    expect(await look(stage.visitor, expired)).toMatchObject({ ...over, state: 'withdrawn' });
    const addressee = await stage.person(email);
    expect(await look(addressee, expired)).toMatchObject({
      ...over,
      state: 'withdrawn',
      proposalId: null,
    });
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
describe('many at once', () => {
  test('ten clicks on one link make one member and one event', async () => {
    const email = 'impatient@smart-textiles.example';
    const { proposalId, coordinator } = await formConsortium(stage);
    await coordinator.consortium.invite({
      proposalId,
      organisationId: await stage.organisationId('Smart Textiles'),
      role: 'partner',
      email,
    });
    const token = await stage.linkTo(email);
    const person = await stage.person(email);
    const before = (await stage.allEvents()).length;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => person.consortium.acceptInvitation({ token })),
    );
    expect(new Set(answers.map((answer) => answer.proposalId))).toEqual(new Set([proposalId]));
    expect(await stage.eventsAfter(before)).toEqual(['consortium.invitation_accepted']);
  });

  test('an invitation that is accepted and withdrawn at once ends as one of the two', async () => {
    const email = 'raced@smart-textiles.example';
    const { proposalId, coordinator } = await formConsortium(stage);
    const { invitationId, partnerId } = await coordinator.consortium.invite({
      proposalId,
      organisationId: await stage.organisationId('Smart Textiles'),
      role: 'partner',
      email,
    });
    const token = await stage.linkTo(email);
    const person = await stage.person(email);
    const before = (await stage.allEvents()).length;
    const results = await Promise.allSettled([
      person.consortium.acceptInvitation({ token }),
      coordinator.consortium.withdrawInvitation({ invitationId }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [event] = await stage.eventsAfter(before);
    const { status } = await partnerRow(partnerId);
    expect([event, status]).toEqual(
      status === 'accepted'
        ? ['consortium.invitation_accepted', 'accepted']
        : ['consortium.invitation_withdrawn', 'left'],
    );
  });
});
