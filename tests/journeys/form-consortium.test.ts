import { checkEligibility } from '@samspel/domain/consortium/eligibility';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { type Caller, openStage } from '../support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
afterAll(() => stage.bus.close());

async function eligibility(member: Caller, id: string) {
  const { call, partners } = await member.proposal.get({ id });
  return checkEligibility(
    call,
    partners.map(({ organisation, role, status }) => ({
      organisation: organisation.orgnr ?? organisation.id,
      kind: organisation.kind,
      nuts3: organisation.nuts3 ?? '',
      role,
      status,
    })),
  );
}

test('steps 1 and 2: from an open call to a consortium that qualifies, seen by everybody in it', async () => {
  // A visitor reads the call and the directory without signing in.
  const [call] = await stage.visitor.calls.list();
  expect(call).toMatchObject({ phase: 'open', euRateBp: 5000 });
  const rules = await stage.visitor.calls.get({ id: call!.id });
  expect(rules).toMatchObject({ minClusters: 3, minRegions: 2, timeZone: 'Europe/Stockholm' });
  expect(await stage.visitor.cluster.regions()).toHaveLength(21);
  const textile = await stage.visitor.cluster.list({ search: 'smart textiles' });
  expect(textile).toMatchObject([{ name: 'Smart Textiles', nuts2Name: 'Västsverige' }]);

  const coordinator = await stage.person('coordinator@mobile-heights.example', 'Koordinator');
  const { id } = await coordinator.proposal.create({
    callId: call!.id,
    title: 'Smart textil, smart vård',
    organisationId: await stage.organisationId('Mobile Heights'),
  });
  expect(await eligibility(coordinator, id)).toMatchObject({ qualifies: false, clusters: 1 });

  const invite = async (organisation: string, email: string) =>
    coordinator.consortium.invite({
      proposalId: id,
      organisationId: await stage.organisationId(organisation),
      role: 'partner',
      email,
    });
  await invite('Smart Textiles', 'editor@smart-textiles.example');
  await invite('Automation Region', 'editor@automation-region.example');
  // An invitation is a question; it makes nobody count.
  expect(await eligibility(coordinator, id)).toMatchObject({ qualifies: false, clusters: 1 });

  const people: Caller[] = [];
  for (const email of ['editor@smart-textiles.example', 'editor@automation-region.example']) {
    const token = await stage.linkTo(email);
    // Read before signing in, from the mail; answered after.
    expect((await stage.visitor.consortium.lookupInvitation({ token })).state).toBe('open');
    const person = await stage.person(email);
    await person.consortium.acceptInvitation({ token });
    people.push(person);
  }
  for (const member of [coordinator, ...people]) {
    expect(await eligibility(member, id)).toMatchObject({ qualifies: true, clusters: 3 });
    expect((await member.proposal.mine()).map((proposal) => proposal.id)).toEqual([id]);
  }

  // The lead goes to another partner and the consortium shrinks below the rule again.
  const [textiles, automation] = people;
  const view = await textiles!.proposal.get({ id });
  await coordinator.consortium.changeLead({
    proposalId: id,
    partnerId: view.me.partnerId,
    personId: view.me.personId,
  });
  await automation!.consortium.leave({ proposalId: id, reason: 'Vi hinner inte' });
  expect(await eligibility(textiles!, id)).toMatchObject({ qualifies: false, clusters: 2 });
  await expect(automation!.proposal.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await automation!.proposal.mine()).toEqual([]);
});
