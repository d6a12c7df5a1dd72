import { describe, expect, test } from 'vitest';
import { pledgeStatuses } from './cofunding-view.ts';
import {
  certifiedBy,
  closedBecause,
  decidePledge,
  decideRenewal,
  endsWithPartner,
  offerState,
  type PledgeNow,
} from './decide-pledge.ts';
import { maskedAddress } from './masked-address.ts';

const asked: PledgeNow = {
  status: 'requested',
  version: 1,
  requestedMinor: 500n,
  pledgedMinor: null,
};
const made: PledgeNow = { ...asked, status: 'pledged', version: 2, pledgedMinor: 500n };
const pledge = (amountMinor: bigint | null) => ({ answer: 'pledge', amountMinor }) as const;
const decline = { answer: 'decline' } as const;
const withdraw = { answer: 'withdraw' } as const;

describe('the door', () => {
  const at = (confirmed: boolean, expired = false) => ({ confirmed, expired });

  test('PL1 says nothing of what is asked before the mailbox has answered', () => {
    for (const status of pledgeStatuses.filter((one) => one !== 'revoked')) {
      expect(offerState(status, at(false))).toBe('unconfirmed');
    }
    expect(offerState('requested', at(true))).toBe('open');
    expect(offerState('certified', at(true))).toBe('certified');
  });

  test('PL1 what is over says so; what was promised can be read after the link has run out', () => {
    expect(offerState('revoked', at(true))).toBe('revoked');
    expect(offerState('requested', at(true, true))).toBe('expired');
    expect(offerState('declined', at(true, true))).toBe('expired');
    expect(offerState('pledged', at(true, true))).toBe('pledged');
    expect(offerState('pledged', at(false, true))).toBe('unconfirmed');
  });

  test('PL1 shows of an address what its owner knows it by', () => {
    expect(maskedAddress('finance@region-skane.example')).toBe('f•••@region-skane.example');
    expect(maskedAddress('no address')).toBe('•••no address');
  });
});

describe('an answer', () => {
  test('PL2 is an amount or a no; the amount that was asked where none is given', () => {
    const next = { kind: 'next', what: 'pledged', status: 'pledged' };
    expect(decidePledge(asked, pledge(null), 1)).toEqual({ ...next, pledgedMinor: 500n });
    expect(decidePledge(asked, pledge(700n), 1)).toEqual({ ...next, pledgedMinor: 700n });
    expect(decidePledge(asked, pledge(0n), 1)).toMatchObject({ reason: 'not_an_amount' });
    expect(decidePledge(asked, decline, 1)).toMatchObject({
      status: 'declined',
      pledgedMinor: null,
    });
    expect(decidePledge(asked, withdraw, 1)).toMatchObject({ reason: 'pledge_is_not_made' });
  });

  test('PL2 can be changed and withdrawn, and a no become a yes', () => {
    const certified: PledgeNow = { ...made, status: 'certified' };
    expect(decidePledge(certified, pledge(400n), 2)).toEqual({
      kind: 'next',
      what: 'changed',
      status: 'pledged',
      pledgedMinor: 400n,
    });
    expect(decidePledge(made, withdraw, 2)).toMatchObject({
      what: 'withdrawn',
      pledgedMinor: null,
    });
    expect(decidePledge(made, decline, 2)).toMatchObject({ reason: 'pledge_is_made' });
    const no: PledgeNow = { ...asked, status: 'declined', version: 2 };
    expect(decidePledge(no, pledge(null), 2)).toMatchObject({ what: 'pledged' });
  });

  test('PL2 comes too late for what is taken back or paid in', () => {
    const over: PledgeNow = { ...asked, status: 'revoked' };
    expect(decidePledge(over, pledge(null), 1)).toMatchObject({ code: 'used' });
    const paid: PledgeNow = { ...made, status: 'paid_in' };
    expect(decidePledge(paid, withdraw, 2)).toMatchObject({ reason: 'pledge_is_paid_in' });
    expect(decidePledge(paid, pledge(1n), 2)).toMatchObject({ reason: 'pledge_is_paid_in' });
  });

  test('PL3 is taken while the link holds and the application is a draft', () => {
    const at = (phase: string, expired = false) => closedBecause(made, { phase, expired });
    expect(at('draft')).toBeNull();
    expect(at('draft', true)).toBe('expired');
    expect(at('submitting')).toBe('submitted');
    expect(at('submitted', true)).toBe('submitted');
    expect(closedBecause({ status: 'paid_in' }, { phase: 'draft', expired: false })).toBe(
      'paid_in',
    );
  });

  test('PL4 the same again changes nothing, whatever was seen; another in sight of the past is refused', () => {
    expect(decidePledge(made, pledge(500n), 1)).toEqual({ kind: 'same', status: 'pledged' });
    expect(decidePledge(made, pledge(501n), 1)).toEqual({
      kind: 'refused',
      code: 'conflict',
      reason: 'changed_meanwhile',
    });
    const gone: PledgeNow = { ...asked, status: 'withdrawn', version: 3 };
    expect(decidePledge(gone, withdraw, 2)).toEqual({ kind: 'same', status: 'withdrawn' });
  });
});

test('PL6 signature and certificate of the present amount certify it, and nothing less', () => {
  const by = (signedMinor: bigint | null, certificateMinor: bigint | null) =>
    certifiedBy(made, { signedMinor, certificateMinor });
  expect(by(500n, 500n)).toBe('certified');
  expect(by(500n, null)).toBe('pledged');
  expect(by(null, 500n)).toBe('pledged');
  expect(by(500n, 400n)).toBe('pledged');
  const all = { signedMinor: 500n, certificateMinor: 500n };
  expect(certifiedBy({ ...made, status: 'paid_in' }, all)).toBe('paid_in');
  expect(certifiedBy({ ...asked, status: 'withdrawn' }, all)).toBe('withdrawn');
});

test('PL10 what was asked and promised ends with its partner; what is paid in, or over, stays as it is', () => {
  const ends = pledgeStatuses.filter((status) => endsWithPartner({ status }));
  expect(ends).toEqual(['requested', 'pledged', 'certified', 'declined', 'withdrawn']);
});

test('PL9 a new link goes to another address only while nothing is answered', () => {
  const of = (status: PledgeNow['status']) => ({ status, email: 'a@region.example' });
  expect(decideRenewal(of('requested'), 'b@region.example')).toEqual({ ok: true });
  expect(decideRenewal(of('pledged'), 'a@region.example')).toEqual({ ok: true });
  expect(decideRenewal(of('pledged'), 'b@region.example')).toMatchObject({
    reason: 'pledge_is_answered',
  });
  expect(decideRenewal(of('revoked'), 'a@region.example')).toMatchObject({ ok: false });
});
