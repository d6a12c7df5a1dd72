import type { ErrorCode } from '../errors.ts';
import type { OfferState, PledgeDeed, PledgeStatus } from './cofunding-view.ts';

/** A pledge as its next answer finds it. */
export interface PledgeNow {
  status: PledgeStatus;
  version: number;
  requestedMinor: bigint;
  pledgedMinor: bigint | null;
}

export type PledgeAnswer =
  | { answer: 'pledge' /** Null: what was asked for. */; amountMinor: bigint | null }
  | { answer: 'decline' }
  | { answer: 'withdraw' };

export type PledgeOutcome =
  | { kind: 'same'; status: PledgeStatus }
  | { kind: 'refused'; code: ErrorCode; reason: string }
  | { kind: 'next'; what: PledgeDeed; status: PledgeStatus; pledgedMinor: bigint | null };

/** Statuses in which an amount is promised. */
export const madeStatuses = ['pledged', 'certified', 'paid_in'] as const satisfies PledgeStatus[];
/** Statuses in which a source has its question or its answer: nobody else is asked for it. */
export const standingStatuses = ['requested', ...madeStatuses] as const satisfies PledgeStatus[];

export const isMade = (status: PledgeStatus): boolean =>
  (madeStatuses as readonly PledgeStatus[]).includes(status);

/** PL3: when a co-funder may answer. After that a withdrawal can only be asked for. */
export function closedBecause(
  { status }: Pick<PledgeNow, 'status'>,
  { phase, expired }: { phase: string; expired: boolean },
): 'submitted' | 'expired' | 'paid_in' | null {
  if (phase !== 'draft') return 'submitted';
  if (expired) return 'expired';
  return status === 'paid_in' ? 'paid_in' : null;
}

/**
 * PL2, PL4: what a co-funder's answer makes of a pledge. The same answer again changes nothing; one given
 * in the sight of an older state is refused.
 */
export function decidePledge(now: PledgeNow, given: PledgeAnswer, seen: number): PledgeOutcome {
  const next = nextOf(now, given);
  if (next.kind !== 'next') return next;
  return seen === now.version ? next : refused('conflict', 'changed_meanwhile');
}

function nextOf(now: PledgeNow, given: PledgeAnswer): PledgeOutcome {
  if (now.status === 'revoked') return refused('used', 'pledge_revoked');
  if (now.status === 'paid_in') return refused('conflict', 'pledge_is_paid_in');
  const made = isMade(now.status);
  if (given.answer === 'pledge') return pledged(now, given.amountMinor ?? now.requestedMinor);
  const status = given.answer === 'decline' ? 'declined' : 'withdrawn';
  if (now.status === status) return { kind: 'same', status };
  if (given.answer === 'decline' && made) return refused('conflict', 'pledge_is_made');
  if (given.answer === 'withdraw' && !made) return refused('conflict', 'pledge_is_not_made');
  return { kind: 'next', what: status, status, pledgedMinor: null };
}

function pledged(now: PledgeNow, amount: bigint): PledgeOutcome {
  if (amount <= 0n) return refused('invalid', 'not_an_amount');
  if (!isMade(now.status)) {
    return { kind: 'next', what: 'pledged', status: 'pledged', pledgedMinor: amount };
  }
  if (now.pledgedMinor === amount) return { kind: 'same', status: now.status };
  return { kind: 'next', what: 'changed', status: 'pledged', pledgedMinor: amount };
}

/** PL6: a pledge is certified by a signature in force and a certificate of the amount pledged now. */
export function certifiedBy(
  { status, pledgedMinor }: Pick<PledgeNow, 'status' | 'pledgedMinor'>,
  proof: { signedMinor: bigint | null; certificateMinor: bigint | null },
): PledgeStatus {
  if (status !== 'pledged' && status !== 'certified') return status;
  const whole = proof.signedMinor === pledgedMinor && proof.certificateMinor === pledgedMinor;
  return whole ? 'certified' : 'pledged';
}

const refused = (code: ErrorCode, reason: string): PledgeOutcome => ({
  kind: 'refused',
  code,
  reason,
});

/**
 * PL1: how far a link leads. Whoever holds it learns that it is over; what it says is for a confirmed
 * device. What was promised stays readable after the link has run out.
 */
export function offerState(
  status: PledgeStatus,
  { expired, confirmed }: { expired: boolean; confirmed: boolean },
): OfferState {
  if (status === 'revoked') return 'revoked';
  if (expired && !isMade(status)) return 'expired';
  if (!confirmed) return 'unconfirmed';
  return status === 'requested' ? 'open' : status;
}

/** PL9: who is asked cannot become somebody else once there is an answer. */
export function decideRenewal(
  { status, email }: { status: PledgeStatus; email: string },
  to: string,
): { ok: true } | { ok: false; reason: string } {
  if (status === 'revoked' || status === 'paid_in') return { ok: false, reason: 'pledge_is_over' };
  if (to !== email && status !== 'requested') return { ok: false, reason: 'pledge_is_answered' };
  return { ok: true };
}

/**
 * PL10: nobody is held to a promise to a partner that takes part no more, and none of its people is left
 * to take the question back. What was paid in stands: the money has come.
 */
export const endsWithPartner = ({ status }: Pick<PledgeNow, 'status'>): boolean =>
  status !== 'revoked' && status !== 'paid_in';
