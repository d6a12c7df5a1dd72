import type { Finding, Place } from '@samspel/domain/finding';
import { describe, expect, it } from 'vitest';
import { nextSteps, type StepSource } from './next-steps.ts';

const finding = (rule: string, place: Place, severity: Finding['severity'] = 'error'): Finding => ({
  ...{ rule, severity, subject: 'proposal', message: '', params: {}, place },
});
const base: StepSource = {
  ...{
    role: 'editor',
    ownPartId: 'a',
    leadPartId: 'l',
    status: 'draft',
    alone: false,
    ownSections: [],
  },
  ...{ signed: false, findings: [] },
};
const keys = (more: Partial<StepSource>) => nextSteps({ ...base, ...more }).map((step) => step.key);

describe('what comes next', () => {
  it('sends a lone coordinator to invite partners first', () => {
    const findings = [
      finding('EL1', { kind: 'partners' }),
      finding('SU3', { kind: 'proposal', field: 'theme' }),
      finding('BU18', { kind: 'budget', partnerId: 'a' }, 'warning'),
    ];
    expect(keys({ role: 'coordinator', alone: true, findings })).toEqual([
      ...['invite', 'describe', 'budget'],
    ]);
  });

  it('sends an editor to the own sections, budget and sources, never to those of others', () => {
    const findings = [
      finding('BU18', { kind: 'budget', partnerId: 'b' }, 'warning'),
      finding('CF1', { kind: 'cofunding', partnerId: 'a' }),
    ];
    expect(keys({ ownSections: ['need'], findings })).toEqual(['write', 'cofund']);
  });

  it('sends whoever owns a missing annex to it; one of the whole application is the lead’s', () => {
    const findings = [
      finding('AX1', { kind: 'annex', annex: 'plan' }),
      finding('AX1', { kind: 'annex', annex: 'b/promise', partnerId: 'b' }),
    ];
    expect(keys({ findings })).toEqual(['sign']);
    expect(keys({ ownPartId: 'b', findings })).toEqual(['attach']);
    expect(keys({ ownPartId: 'l', findings })).toEqual(['attach']);
  });

  it('asks to sign when the own part is in order, and to wait when it is signed', () => {
    expect(keys({})).toEqual(['sign']);
    expect(keys({ signed: true })).toEqual(['wait']);
  });

  it('lets the coordinator remind, then submit', () => {
    const waiting = [finding('SO1', { kind: 'signoff', partnerId: 'b' })];
    expect(keys({ role: 'coordinator', signed: true, findings: waiting })).toEqual(['remind']);
    expect(keys({ role: 'coordinator', signed: true })).toEqual(['submit']);
  });

  it('says that the call has closed instead of asking for more', () => {
    const closed = [
      finding('CL2', { kind: 'call' }),
      finding('CF1', { kind: 'cofunding', partnerId: 'a' }),
    ];
    expect(keys({ findings: closed })).toEqual(['closed']);
  });

  it('asks nothing of readers and nothing after submission', () => {
    expect(keys({ role: 'reader' })).toEqual(['read']);
    expect(keys({ status: 'submitted' })).toEqual(['submitted']);
  });
});
