import { describe, expect, test } from 'vitest';
import type { Actor } from '../actor.ts';
import type { PersonRole } from '../consortium/partner.ts';
import { canAnnex } from './can-annex.ts';

const actor: Actor = {
  kind: 'person',
  personId: 'p',
  email: '',
  isAdmin: false,
  officerOf: ['call'],
};

const answer = (
  partnerId: string,
  role: PersonRole,
  target: { partnerId?: string; signed?: boolean; phase?: 'draft' | 'submitting' | 'submitted' },
  partnerStatus: 'accepted' | 'left' = 'accepted',
) => {
  const partnerRole = partnerId === 'lead' ? ('lead' as const) : ('partner' as const);
  const decision = canAnnex(actor, 'annex.write', {
    proposalId: 'x',
    phase: 'draft',
    membership: { partnerId, partnerRole, partnerStatus, role },
    ...target,
  });
  return decision.allowed ? 'allowed' : decision.reason;
};

describe('who may upload, replace and remove an annex', () => {
  test('AC10 its own partner’s writers, and the lead’s coordinator and budget officer', () => {
    expect(answer('b', 'editor', { partnerId: 'b' })).toBe('allowed');
    expect(answer('b', 'reader', { partnerId: 'b' })).toBe('reader_changes_nothing');
    expect(answer('b', 'editor', { partnerId: 'c' })).toBe('own_annexes_only');
    expect(answer('b', 'editor', { partnerId: 'lead' })).toBe('own_annexes_only');
    expect(answer('lead', 'coordinator', { partnerId: 'b' })).toBe('allowed');
    expect(answer('lead', 'budget_officer', { partnerId: 'b' })).toBe('allowed');
    expect(answer('lead', 'editor', { partnerId: 'b' })).toBe('own_annexes_only');
    expect(answer('lead', 'editor', { partnerId: 'lead' })).toBe('allowed');
  });

  test('AC10 nobody while the part is signed, is being submitted or is submitted', () => {
    expect(answer('b', 'editor', { partnerId: 'b', signed: true })).toBe('part_is_signed');
    expect(answer('lead', 'coordinator', { partnerId: 'b', signed: true })).toBe('part_is_signed');
    expect(answer('b', 'editor', { partnerId: 'b', phase: 'submitting' })).toBe('being_submitted');
    expect(answer('b', 'editor', { partnerId: 'b', phase: 'submitted' })).toBe('already_submitted');
  });

  test('AC10 members read; for people of a partner that left, and for officers, there is no draft', () => {
    const target = { proposalId: 'x', phase: 'draft' } as const;
    const membership = { partnerId: 'b', partnerRole: 'partner', role: 'reader' } as const;
    const read = (partnerStatus: 'accepted' | 'left' | null) =>
      canAnnex(actor, 'annex.read', {
        ...target,
        membership: partnerStatus && { ...membership, partnerStatus },
      });
    expect(read('accepted').allowed).toBe(true);
    for (const outside of [read('left'), read(null)]) {
      expect(outside).toMatchObject({ allowed: false, code: 'not_found', reason: 'absent' });
    }
    expect(answer('b', 'editor', { partnerId: 'b' }, 'left')).toBe('absent');
  });
});
