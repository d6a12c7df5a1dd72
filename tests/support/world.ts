import { hashToken, newId, newToken } from '@samspel/platform/ids';
import { makeAdministrator } from '@samspel/server/person/make-administrator';
import type { Ids, Role } from './procedures.ts';
import { type Caller, formConsortium, type Stage } from './stage.ts';

export interface World {
  ids: Ids;
  callers: Record<Role, Caller>;
}

/** A consortium with somebody in every role, and people who are not in it. */
export async function buildWorld(stage: Stage): Promise<World> {
  const email = { organisation: 'Smart Textiles', email: 'editor@smart-textiles.example' };
  const { proposalId, coordinator, people, partnerIds } = await formConsortium(stage, [email]);
  const editor = people[0]!;
  const partnerId = partnerIds[0]!;
  const join = async (address: string) => {
    await editor.consortium.invitePerson({ proposalId, partnerId, email: address, role: 'reader' });
    const person = await stage.person(address);
    await person.consortium.acceptInvitation({ token: await stage.linkTo(address) });
    return person;
  };
  const reader = await join('reader@smart-textiles.example');
  const exMember = await join('former@smart-textiles.example');
  const memberIdOf = async (person: Caller) => {
    const { person: me } = await person.person.me();
    const view = await coordinator.proposal.get({ id: proposalId });
    return view.partners
      .flatMap((partner) => partner.people)
      .find(({ personId }) => personId === me!.id)!.memberId;
  };
  await editor.consortium.removePerson({ proposalId, memberId: await memberIdOf(exMember) });
  const { invitationId } = await editor.consortium.invitePerson({
    proposalId,
    partnerId,
    email: 'invited@smart-textiles.example',
    role: 'editor',
  });
  const view = await coordinator.proposal.get({ id: proposalId });
  const ids: Ids = {
    callId: view.callId,
    organisationId: await stage.organisationId('Techtank'),
    proposalId,
    partnerId,
    leadPartnerId: view.partners.find(({ role }) => role === 'lead')!.id,
    editorPersonId: (await editor.person.me()).person!.id,
    editorMemberId: await memberIdOf(editor),
    readerMemberId: await memberIdOf(reader),
    sectionKey: view.call.sections[0]!.key,
    invitationId,
    ...(await insertMoney(stage, { callId: view.callId, proposalId, partnerId })),
  };
  const callers = {
    anonymous: stage.visitor,
    outsider: await stage.person('outsider@elsewhere.example'),
    reader,
    editor,
    coordinator,
    officer: await officerOf(stage, view.callId),
    admin: await administrator(stage),
    exMember,
    otherCoordinator: await otherCoordinator(stage),
  };
  return { ids, callers };
}

/** The same shape, of ids that nobody has. */
export function randomIds(ids: Ids): Ids {
  return {
    ...Object.fromEntries(Object.keys(ids).map((key) => [key, newId()])),
    sectionKey: ids.sectionKey,
  } as Ids;
}

async function officerOf(stage: Stage, callId: string): Promise<Caller> {
  const address = 'officer@tillvaxtverket.example';
  const { personId } = await stage.actor(address);
  const { owner } = stage.database;
  const { authorityId } = await owner
    .selectFrom('call')
    .select('authorityId')
    .where('id', '=', callId)
    .executeTakeFirstOrThrow();
  await owner
    .insertInto('membership')
    .values({ id: newId(), personId, organisationId: authorityId, role: 'officer', toAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return stage.person(address);
}

async function administrator(stage: Stage): Promise<Caller> {
  const address = 'admin@samspel.example';
  await makeAdministrator(stage.database.app, { email: address });
  return stage.person(address);
}

async function otherCoordinator(stage: Stage): Promise<Caller> {
  const person = await stage.person('coordinator@automation-region.example');
  if ((await person.proposal.mine()).length === 0) {
    await person.proposal.create({
      callId: await stage.callId(),
      title: 'Ett annat konsortium',
      organisationId: await stage.organisationId('Automation Region'),
    });
  }
  return person;
}

// By hand: how they come about is tested where it belongs, here only who may reach them.
async function insertMoney(
  stage: Stage,
  { callId, proposalId, partnerId }: { callId: string; proposalId: string; partnerId: string },
) {
  const { owner } = stage.database;
  const { createdBy } = await owner
    .selectFrom('proposal')
    .select('createdBy')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const submissionId = newId();
  const pledgeId = newId();
  await owner
    .insertInto('submission')
    .values({
      id: submissionId,
      proposalId,
      callId,
      number: 1,
      reference: submissionId,
      receivedAt: new Date(),
      submittedBy: createdBy,
      content: '{}',
      sha256: Buffer.alloc(32),
      auditHead: Buffer.alloc(32),
      currency: 'EUR',
      totalMinor: 0n,
      euMinor: 0n,
      ownMinor: 0n,
      pdfSha256: null,
      withdrawnAt: null,
      withdrawnBy: null,
    })
    .execute();
  const pledge = owner
    .insertInto('pledge')
    .values({
      id: pledgeId,
      proposalId,
      partnerId,
      sourceId: 'source-1',
      funderName: 'Region Skåne',
      email: 'finance@region-skane.example',
      tokenHash: hashToken(newToken()),
      currency: 'EUR',
      requestedMinor: 100n,
      reminderTokenHash: null,
      pledgedMinor: null,
      status: 'requested',
      requestedBy: createdBy,
      expiresAt: new Date(Date.now() + 3_600_000),
      answeredAt: null,
      signedName: null,
    })
    .compile();
  const made = { pledgeId, number: 1, proposalId, personId: createdBy, amountMinor: null };
  // The two belong together: apart, the database refuses them.
  await owner.transaction().execute(async (trx) => {
    await trx.executeQuery(pledge);
    await trx
      .insertInto('pledgeEntry')
      .values({ ...made, what: 'requested', status: 'requested' })
      .execute();
  });
  return { submissionId, pledgeId };
}
