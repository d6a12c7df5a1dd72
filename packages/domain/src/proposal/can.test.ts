import { describe, expect, test } from 'vitest';
import type { Actor } from '../actor.ts';
import { type BudgetVerb, canBudget } from '../budget/can-budget.ts';
import { canCall } from '../call/can-call.ts';
import { type ConsortiumVerb, canConsortium } from '../consortium/can-consortium.ts';
import type { PersonRole } from '../consortium/partner.ts';
import type { Decision } from '../decision.ts';
import {
  canCreateProposal,
  canProposal,
  canReadSubmission,
  type ProposalVerb,
} from './can-proposal.ts';
import type { Membership, ProposalPhase } from './membership.ts';

const person: Actor = {
  kind: 'person',
  personId: 'p1',
  email: 'editor@smart-textiles.example',
  isAdmin: false,
  officerOf: [],
};
const anonymous: Actor = { kind: 'anonymous' };
const admin: Actor = { ...person, isAdmin: true };
const system: Actor = { kind: 'system' };

const member = (
  role: PersonRole,
  partnerId = 'B',
  change: Partial<Membership> = {},
): Membership => ({
  partnerId,
  partnerRole: partnerId === 'A' ? 'lead' : 'partner',
  partnerStatus: 'accepted',
  role,
  ...change,
});

const people = {
  coordinator: member('coordinator', 'A'),
  'budget officer': member('budget_officer', 'A'),
  'lead’s editor': member('editor', 'A'),
  editor: member('editor', 'B'),
  reader: member('reader', 'B'),
};
type Who = keyof typeof people;

const subject = (membership: Membership | null, phase: ProposalPhase = 'draft') => ({
  proposalId: 'proposal-1',
  phase,
  membership,
});

const reasonOf = (decision: Decision) => (decision.allowed ? 'allowed' : decision.reason);
const mayOf = (ask: (who: Membership) => Decision): Who[] =>
  (Object.keys(people) as Who[]).filter((who) => ask(people[who]).allowed);

const proposalVerbs: ProposalVerb[] = [
  'proposal.read',
  'proposal.export_draft',
  'proposal.describe',
  'proposal.assign_section',
  'proposal.write_section',
  'proposal.edit_workplan',
  'proposal.sign_part',
  'proposal.withdraw_sign_off',
  'proposal.submit',
  'proposal.withdraw_submission',
];
const consortiumVerbs: ConsortiumVerb[] = [
  'consortium.invite_partner',
  'consortium.invite_person',
  'consortium.withdraw_invitation',
  'consortium.leave',
  'consortium.drop_partner',
  'consortium.change_lead',
  'consortium.change_role',
  'consortium.remove_person',
];
const budgetVerbs: BudgetVerb[] = [
  'budget.read',
  'budget.write',
  'cofunding.read',
  'cofunding.write',
  'cofunding.request_pledge',
  'people.read',
  'people.write',
];

describe('outsiders', () => {
  test('AC1 get one answer, whatever they ask and whether or not it exists', () => {
    const left = member('coordinator', 'A', { partnerStatus: 'left' });
    const invited = member('editor', 'B', { partnerStatus: 'invited' });
    const outsiders: [Actor, Membership | null][] = [
      [person, null],
      [admin, null],
      [anonymous, people.coordinator],
      [person, left],
      [person, invited],
    ];
    for (const [actor, membership] of outsiders) {
      const at = { ...subject(membership), partnerId: 'B', signed: false };
      const answers = [
        ...proposalVerbs.map((verb) => canProposal(actor, verb, at)),
        ...consortiumVerbs.map((verb) => canConsortium(actor, verb, at)),
        ...budgetVerbs.map((verb) => canBudget(actor, verb, at)),
      ];
      for (const answer of answers) {
        expect(answer).toEqual({ allowed: false, code: 'not_found', reason: 'absent' });
      }
    }
  });

  test('AC1 the system itself may do what its commands decided', () => {
    const at = { ...subject(null), partnerId: 'B', signed: false };
    expect(canProposal(system, 'proposal.submit', at).allowed).toBe(true);
    expect(canConsortium(system, 'consortium.leave', at).allowed).toBe(true);
    expect(canBudget(system, 'people.read', at).allowed).toBe(true);
  });
});

describe('members', () => {
  test('AC2 a reader reads all but salaries, and changes nothing', () => {
    const at = { ...subject(people.reader), partnerId: 'B', signed: false };
    const may = [
      ...proposalVerbs.filter((verb) => canProposal(person, verb, at).allowed),
      ...consortiumVerbs.filter((verb) => canConsortium(person, verb, at).allowed),
      ...budgetVerbs.filter((verb) => canBudget(person, verb, at).allowed),
    ];
    expect(may).toEqual([
      'proposal.read',
      'proposal.export_draft',
      'budget.read',
      'cofunding.read',
    ]);
    expect(reasonOf(canBudget(person, 'budget.write', at))).toBe('reader_changes_nothing');
  });

  test('AC3 a budget is written by its partner’s people and the lead’s budget officer', () => {
    const writers = (partnerId: string) =>
      mayOf((who) =>
        canBudget(person, 'budget.write', { ...subject(who), partnerId, signed: false }),
      );
    expect(writers('A')).toEqual(['coordinator', 'budget officer', 'lead’s editor']);
    expect(writers('B')).toEqual(['budget officer', 'editor']);
    expect(writers('C')).toEqual(['budget officer']);
    const at = { ...subject(people.coordinator), partnerId: 'B', signed: false };
    expect(reasonOf(canBudget(person, 'budget.write', at))).toBe('own_budget_only');
    const associated = member('editor', 'D', { partnerRole: 'associated' });
    const own = { ...subject(associated), partnerId: 'D', signed: false };
    expect(reasonOf(canBudget(person, 'budget.write', own))).toBe('associated_has_no_budget');
  });

  test('AC4 to everybody else a partner’s names and salaries do not exist', () => {
    const readers = (partnerId: string) =>
      mayOf((who) =>
        canBudget(person, 'people.read', { ...subject(who), partnerId, signed: false }),
      );
    expect(readers('B')).toEqual(['editor']);
    expect(readers('A')).toEqual(['coordinator', 'budget officer', 'lead’s editor']);
    const at = { ...subject(people.coordinator), partnerId: 'B', signed: false };
    expect(canBudget(person, 'people.read', at)).toMatchObject({ code: 'not_found' });
  });

  test('AC5 only the lead’s coordinator speaks for the consortium', () => {
    const verbs = ['proposal.submit', 'proposal.describe', 'proposal.assign_section'] as const;
    for (const verb of verbs) {
      expect(mayOf((who) => canProposal(person, verb, subject(who)))).toEqual(['coordinator']);
    }
    const partner = { id: 'B', role: 'partner', accepted: true } as const;
    const changes = ['invite_partner', 'drop_partner', 'change_lead'] as const;
    for (const verb of changes) {
      const ask = (who: Membership) =>
        canConsortium(person, `consortium.${verb}`, { ...subject(who), partner });
      expect(mayOf(ask)).toEqual(['coordinator']);
    }
    const former = member('coordinator', 'A', { partnerRole: 'partner' });
    expect(canProposal(person, 'proposal.submit', subject(former)).allowed).toBe(false);
  });

  test('AC5 the lead does not leave and is not dropped; an accepted partner may take over', () => {
    const at = (role: 'lead' | 'partner' | 'associated', accepted = true) => ({
      ...subject(people.coordinator),
      partner: { id: 'B', role, accepted },
    });
    expect(reasonOf(canConsortium(person, 'consortium.leave', at('lead')))).toBe(
      'lead_cannot_leave',
    );
    expect(reasonOf(canConsortium(person, 'consortium.drop_partner', at('lead')))).toBe(
      'lead_cannot_leave',
    );
    const change = 'consortium.change_lead';
    expect(reasonOf(canConsortium(person, change, at('partner')))).toBe('allowed');
    expect(reasonOf(canConsortium(person, change, at('partner', false)))).toBe(
      'lead_must_have_accepted',
    );
    expect(reasonOf(canConsortium(person, change, at('associated')))).toBe(
      'associated_cannot_lead',
    );
    expect(reasonOf(canConsortium(person, change, at('lead')))).toBe('leads_already');
    expect(mayOf((who) => canConsortium(person, 'consortium.leave', subject(who)))).toEqual([
      'editor',
    ]);
  });

  test('AC6 a part is signed by its own partner’s people', () => {
    const signers = (partnerId: string) =>
      mayOf((who) =>
        canProposal(person, 'proposal.sign_part', { ...subject(who), partnerId, signed: false }),
      );
    expect(signers('A')).toEqual(['coordinator', 'lead’s editor']);
    expect(signers('B')).toEqual(['editor']);
    const signed = { ...subject(people.editor), partnerId: 'B', signed: true };
    expect(reasonOf(canProposal(person, 'proposal.sign_part', signed))).toBe('already_signed');
    expect(reasonOf(canProposal(person, 'proposal.withdraw_sign_off', signed))).toBe('allowed');
    const open = { ...signed, signed: false };
    expect(reasonOf(canProposal(person, 'proposal.withdraw_sign_off', open))).toBe('not_signed');
    const associated = member('editor', 'B', { partnerRole: 'associated' });
    const at = { ...subject(associated), partnerId: 'B', signed: false };
    expect(reasonOf(canProposal(person, 'proposal.sign_part', at))).toBe('associated_sign_nothing');
  });

  test('AC9 only a partner lets people in, and only the lead has coordinators', () => {
    const ask = (who: Membership, partnerId: string, role: PersonRole) =>
      canConsortium(person, 'consortium.invite_person', {
        ...subject(who),
        partner: { id: partnerId, role: partnerId === 'A' ? 'lead' : 'partner', accepted: true },
        role,
      });
    expect(mayOf((who) => ask(who, 'B', 'editor'))).toEqual(['editor']);
    expect(mayOf((who) => ask(who, 'A', 'editor'))).toEqual(['coordinator']);
    expect(reasonOf(ask(people.coordinator, 'B', 'editor'))).toBe('own_people_only');
    expect(reasonOf(ask(people.editor, 'B', 'budget_officer'))).toBe('role_is_the_leads');
    expect(reasonOf(ask(people.coordinator, 'A', 'budget_officer'))).toBe('allowed');
    const lead = { id: 'A', role: 'lead', accepted: true } as const;
    const last = { ...subject(people.coordinator), partner: lead, lastCoordinator: true };
    expect(reasonOf(canConsortium(person, 'consortium.remove_person', last))).toBe(
      'needs_a_coordinator',
    );
    const demoted = { ...last, role: 'editor' } as const;
    expect(reasonOf(canConsortium(person, 'consortium.change_role', demoted))).toBe(
      'needs_a_coordinator',
    );
    const withdraw = (who: Membership, invites: 'organisation' | 'person') =>
      canConsortium(person, 'consortium.withdraw_invitation', {
        ...subject(who),
        partner: { id: 'B', role: 'partner', accepted: true },
        invites,
      });
    expect(mayOf((who) => withdraw(who, 'organisation'))).toEqual(['coordinator']);
    expect(mayOf((who) => withdraw(who, 'person'))).toEqual(['editor']);
  });
});

describe('phases', () => {
  const frozenReasons = { submitting: 'being_submitted', submitted: 'already_submitted' } as const;

  test('AC8 nothing changes while a proposal is being submitted or is submitted', () => {
    for (const phase of ['submitting', 'submitted'] as const) {
      const at = { ...subject(people.coordinator, phase), partnerId: 'A', signed: false };
      const reason = frozenReasons[phase];
      expect(reasonOf(canProposal(person, 'proposal.write_section', at))).toBe(reason);
      expect(reasonOf(canProposal(person, 'proposal.submit', at))).toBe(reason);
      expect(reasonOf(canBudget(person, 'budget.write', at))).toBe(reason);
      expect(reasonOf(canConsortium(person, 'consortium.invite_partner', at))).toBe(reason);
      expect(reasonOf(canProposal(person, 'proposal.read', at))).toBe('allowed');
      expect(reasonOf(canBudget(person, 'budget.read', at))).toBe('allowed');
    }
  });

  test('AC8 what lies with the authority can be taken back, also while the proposal is open again', () => {
    const ask = (phase: ProposalPhase, lies: boolean) =>
      reasonOf(
        canProposal(person, 'proposal.withdraw_submission', {
          ...subject(people.coordinator, phase),
          lies,
        }),
      );
    expect([ask('draft', false), ask('draft', true)]).toEqual(['nothing_submitted', 'allowed']);
    expect([ask('submitting', false), ask('submitting', true)]).toEqual([
      'being_submitted',
      'being_submitted',
    ]);
    expect(ask('submitted', true)).toBe('allowed');
  });

  test('AC8 a signed part is locked, salaries and requests for pledges are not', () => {
    const at = { ...subject(people.editor), partnerId: 'B', signed: true };
    expect(reasonOf(canBudget(person, 'budget.write', at))).toBe('part_is_signed');
    expect(reasonOf(canBudget(person, 'cofunding.write', at))).toBe('part_is_signed');
    expect(reasonOf(canBudget(person, 'people.write', at))).toBe('allowed');
    expect(reasonOf(canBudget(person, 'cofunding.request_pledge', at))).toBe('allowed');
    expect(reasonOf(canProposal(person, 'proposal.write_section', at))).toBe('part_is_signed');
  });
});

describe('the authority', () => {
  const officer: Actor = { ...person, officerOf: ['call-1'] };

  test('AC7 officers read their call’s submissions and never a draft', () => {
    const submission = { ...subject(null, 'submitted'), callId: 'call-1' };
    expect(reasonOf(canReadSubmission(officer, submission))).toBe('allowed');
    expect(reasonOf(canReadSubmission(officer, { ...submission, callId: 'call-2' }))).toBe(
      'absent',
    );
    expect(reasonOf(canProposal(officer, 'proposal.read', submission))).toBe('absent');
    expect(reasonOf(canReadSubmission(person, submission))).toBe('absent');
    expect(reasonOf(canReadSubmission(system, submission))).toBe('allowed');
    const own = { ...submission, membership: people.reader };
    expect(reasonOf(canReadSubmission(person, own))).toBe('allowed');
  });

  test('AC7 a published call is everybody’s; an unpublished one its officers’; the list of what came in too', () => {
    const published = { callId: 'call-1', isPublished: true };
    const draft = { callId: 'call-1', isPublished: false };
    const answers = (actor: Actor) => [
      reasonOf(canCall(actor, 'call.read', published)),
      reasonOf(canCall(actor, 'call.read', draft)),
      reasonOf(canCall(actor, 'call.list_submissions', published)),
    ];
    expect(answers(anonymous)).toEqual(['allowed', 'absent', 'absent']);
    expect(answers(admin)).toEqual(['allowed', 'absent', 'absent']);
    expect(answers(officer)).toEqual(['allowed', 'allowed', 'allowed']);
    expect(answers(system)).toEqual(['allowed', 'allowed', 'allowed']);
  });

  test('AC7 anybody who is signed in starts a consortium while the call is open', () => {
    expect(reasonOf(canCreateProposal(person, { isOpen: true }))).toBe('allowed');
    expect(reasonOf(canCreateProposal(person, { isOpen: false }))).toBe('call_is_not_open');
    expect(reasonOf(canCreateProposal(anonymous, { isOpen: true }))).toBe('sign_in_first');
  });
});
