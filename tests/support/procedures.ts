import { newId } from '@samspel/platform/ids';
import type { Caller } from './stage.ts';

/** What procedures name in their inputs. */
export interface Ids {
  callId: string;
  organisationId: string;
  proposalId: string;
  /** Of the editor and the reader. */
  partnerId: string;
  leadPartnerId: string;
  editorPersonId: string;
  editorMemberId: string;
  readerMemberId: string;
  sectionKey: string;
  invitationId: string;
  pledgeId: string;
  submissionId: string;
}

export const roles = [
  'anonymous',
  'outsider',
  'reader',
  'editor',
  'coordinator',
  'officer',
  'admin',
  'exMember',
  'otherCoordinator',
] as const;
export type Role = (typeof roles)[number];

interface Procedure {
  input: (ids: Ids) => unknown;
  /** Whom it lets in, when the ids are of the consortium that reader, editor and coordinator belong to. */
  lets: readonly Role[];
  /** No ids in it: whoever is let in is let in, whatever exists. */
  unscoped?: true;
  /** Only its refusals are looked at here: its success needs a world that its own tests build. */
  refusalsOnly?: true;
}

const everybody = roles;
const people = roles.filter((role) => role !== 'anonymous');
const members: Role[] = ['reader', 'editor', 'coordinator'];
const token = () => ({ token: 'A'.repeat(43) });
const nothing = () => ({});

/** Behind a co-funder's link: a made-up one leads nowhere, whoever follows it. */
const linked = (input: () => unknown): Procedure => ({
  input,
  lets: everybody,
  unscoped: true,
  refusalsOnly: true,
});

/** One line a procedure. A procedure that is missing here fails the test that reads the router. */
export const procedures: Record<string, Procedure> = {
  'person.me': { input: nothing, lets: everybody, unscoped: true },
  'person.updateMe': { input: () => ({ language: 'sv' }), lets: people, unscoped: true },

  'cluster.list': { input: nothing, lets: everybody, unscoped: true },
  'cluster.get': { input: ({ organisationId }) => ({ id: organisationId }), lets: everybody },
  'cluster.regions': { input: nothing, lets: everybody, unscoped: true },

  'calls.list': { input: nothing, lets: everybody, unscoped: true },
  'calls.get': { input: ({ callId }) => ({ id: callId }), lets: everybody },

  'proposal.mine': { input: nothing, lets: people, unscoped: true },
  'proposal.create': {
    input: ({ callId, organisationId }) => ({ callId, title: 'En ansökan', organisationId }),
    lets: people,
    refusalsOnly: true,
  },
  'proposal.get': { input: ({ proposalId }) => ({ id: proposalId }), lets: members },
  'proposal.describe': {
    input: ({ proposalId }) => ({ id: proposalId, acronym: 'ST', expectedVersion: 999 }),
    lets: ['coordinator'],
  },
  'proposal.assignSection': {
    input: ({ proposalId, sectionKey, partnerId }) => ({ id: proposalId, sectionKey, partnerId }),
    lets: ['coordinator'],
  },
  'proposal.signOff': {
    input: ({ proposalId, partnerId }) => ({
      id: proposalId,
      partnerId,
      versionName: 'Version 1',
      expectedContentHash: 'a'.repeat(64),
    }),
    lets: ['editor'],
  },
  'proposal.withdrawSignOff': {
    input: ({ proposalId, partnerId }) => ({ id: proposalId, partnerId }),
    lets: ['editor'],
  },
  'proposal.signedPart': {
    input: ({ proposalId, partnerId }) => ({ id: proposalId, partnerId }),
    lets: members,
  },
  'proposal.submit': {
    input: ({ proposalId }) => ({ id: proposalId, intentId: newId() }),
    lets: ['coordinator'],
  },
  'proposal.withdrawSubmission': {
    input: ({ proposalId, submissionId }) => ({ id: proposalId, submissionId }),
    lets: ['coordinator'],
    refusalsOnly: true,
  },
  'proposal.submissions': { input: ({ proposalId }) => ({ id: proposalId }), lets: members },
  'proposal.receipt': {
    input: ({ submissionId }) => ({ submissionId }),
    lets: [...members, 'officer'],
    refusalsOnly: true,
  },
  'proposal.whoWrote': {
    input: ({ proposalId, partnerId }) => ({ id: proposalId, partnerId, spots: [] }),
    lets: members,
  },
  'proposal.versions': {
    input: ({ proposalId, sectionKey }) => ({ name: `narrative/${proposalId}/${sectionKey}` }),
    lets: members,
  },
  'proposal.version': {
    input: ({ proposalId, partnerId }) => ({
      name: `budget/${proposalId}/${partnerId}`,
      until: 10,
      since: 0,
    }),
    lets: members,
  },
  'proposal.socketTicket': { input: nothing, lets: people, unscoped: true },

  'consortium.invite': {
    input: ({ proposalId, organisationId }) => ({
      proposalId,
      organisationId,
      role: 'partner',
      email: 'new@techtank.example',
    }),
    lets: ['coordinator'],
  },
  'consortium.invitePerson': {
    input: ({ proposalId, partnerId }) => ({
      proposalId,
      partnerId,
      email: 'new@smart-textiles.example',
      role: 'editor',
    }),
    lets: ['editor'],
  },
  'consortium.invitations': { input: ({ proposalId }) => ({ proposalId }), lets: members },
  'consortium.withdrawInvitation': {
    input: ({ invitationId }) => ({ invitationId }),
    lets: ['editor'],
  },
  'consortium.resendInvitation': {
    input: ({ invitationId }) => ({ invitationId }),
    lets: ['editor'],
  },
  'consortium.lookupInvitation': { input: token, lets: everybody, unscoped: true },
  'consortium.acceptInvitation': {
    input: token,
    lets: people,
    unscoped: true,
    refusalsOnly: true,
  },
  'consortium.declineInvitation': {
    input: token,
    lets: people,
    unscoped: true,
    refusalsOnly: true,
  },
  'consortium.leave': {
    input: ({ proposalId }) => ({ proposalId }),
    lets: ['editor', 'coordinator'],
  },
  'consortium.dropPartner': {
    input: ({ proposalId, partnerId }) => ({ proposalId, partnerId, reason: 'Ett skäl' }),
    lets: ['coordinator'],
  },
  'consortium.changeLead': {
    input: ({ proposalId, partnerId, editorPersonId }) => ({
      proposalId,
      partnerId,
      personId: editorPersonId,
    }),
    lets: ['coordinator'],
  },
  'consortium.changePersonRole': {
    input: ({ proposalId, readerMemberId }) => ({
      proposalId,
      memberId: readerMemberId,
      role: 'editor',
    }),
    lets: ['editor'],
  },
  'consortium.removePerson': {
    input: ({ proposalId, readerMemberId }) => ({ proposalId, memberId: readerMemberId }),
    lets: ['editor'],
  },

  'cofunding.requestPledge': {
    input: ({ proposalId, partnerId }) => ({
      proposalId,
      partnerId,
      sourceId: 'source-1',
      funderName: 'Region Skåne',
      email: 'finance@region-skane.example',
      amountMinor: '100',
    }),
    lets: ['editor'],
    refusalsOnly: true,
  },
  'cofunding.revokePledge': { input: ({ pledgeId }) => ({ pledgeId }), lets: ['editor'] },
  'cofunding.pledges': { input: ({ proposalId }) => ({ proposalId }), lets: members },
  'cofunding.pledgeHistory': { input: ({ pledgeId }) => ({ pledgeId }), lets: members },
  'cofunding.renewPledgeLink': {
    input: ({ pledgeId }) => ({ pledgeId }),
    lets: ['editor'],
    refusalsOnly: true,
  },
  'cofunding.recordPledgePayment': {
    input: ({ pledgeId }) => ({ pledgeId, seen: 1, paidIn: true }),
    lets: ['editor'],
  },
  'cofunding.requestPledgeCode': linked(token),
  'cofunding.confirmPledgeAddress': linked(() => ({ ...token(), code: '000000' })),
  'cofunding.forgetPledgeDevice': linked(token),
  'cofunding.signPledge': linked(() => ({
    ...{ ...token(), seen: 1, signedName: 'Ekonomichefen', signedFunction: 'Chef' },
    ...{ language: 'sv', statementHash: 'a'.repeat(64) },
  })),
  'cofunding.askToWithdrawPledge': linked(() => ({
    ...{ ...token(), signedName: 'Ekonomichefen', reason: 'Ett skäl' },
  })),
  'cofunding.lookupPledge': linked(token),
  'cofunding.answerPledge': linked(() => ({
    ...{ ...token(), seen: 1, answer: 'decline', signedName: 'Ekonomichefen' },
  })),

  'annex.uploads': { input: ({ proposalId }) => ({ proposalId }), lets: members },
  'annex.remove': {
    input: ({ proposalId, partnerId }) => ({
      proposalId,
      kind: 'partner_confirmation',
      partnerId,
      sourceId: null,
    }),
    lets: ['editor', 'coordinator'],
    refusalsOnly: true,
  },

  'submission.listForCall': {
    input: ({ callId }) => ({ callId }),
    lets: ['officer'],
    refusalsOnly: true,
  },
  'submission.get': {
    input: ({ submissionId }) => ({ submissionId }),
    lets: [...members, 'officer'],
    refusalsOnly: true,
  },

  'notification.list': { input: nothing, lets: people, unscoped: true },
  'notification.markRead': { input: () => ({ all: true }), lets: people, unscoped: true },

  'event.stream': { input: ({ proposalId }) => ({ proposalId }), lets: members },
  'activity.list': { input: ({ proposalId }) => ({ proposalId }), lets: members },

  'admin.health': { input: nothing, lets: ['admin'], unscoped: true },
  'admin.people': { input: nothing, lets: ['admin'], unscoped: true },

  'demo.mailbox': { input: nothing, lets: everybody, unscoped: true, refusalsOnly: true },
};

/** Calls a procedure by its path, as the router knows it. */
export async function callProcedure(
  caller: Caller,
  path: string,
  input: unknown,
): Promise<unknown> {
  const [noun, verb] = path.split('.') as [string, string];
  const procedure = (caller as Record<string, Record<string, (input: unknown) => unknown>>)[noun]![
    verb
  ]!;
  const result = await procedure(input);
  if (path !== 'event.stream') return result;
  // A stream is let in or refused when it is first read.
  const stream = (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const first = await stream.next();
  await stream.return?.();
  return first.value;
}
