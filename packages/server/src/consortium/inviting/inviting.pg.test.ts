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
    await expect(twice).rejects.toEqual(refusal('conflict', 'already_partner'));
    const directory = await coordinator.cluster.list({ search: 'Nya klustret' });
    expect(directory, 'a draft is not told of in public').toEqual([]);
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
