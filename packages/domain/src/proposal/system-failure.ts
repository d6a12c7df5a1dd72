import type { Finding } from '../finding.ts';
import { findingOf } from '../rules.ts';
import { instantIso, instantMs } from '../time/instant.ts';

/** SY2: a failure late on a Friday can still be made good on the Monday. */
const graceMs = 72 * 3_600_000;

/** A submission that was received and that the system itself then failed to examine. */
export interface FailedReceipt {
  receivedAt: string;
  failedAt: string;
  /** Says what was submitted: equal for the same signed content only. */
  content: string;
}

/** SY1: told to the consortium when the failure is the system's and not theirs. */
export function systemFailure(failed: Pick<FailedReceipt, 'receivedAt' | 'failedAt'>): Finding {
  const untilAt = instantIso(instantMs(failed.failedAt) + graceMs);
  return findingOf('SY1', 'proposal', { receivedAt: failed.receivedAt, untilAt });
}

/**
 * SY2: the instant that decides whether an application is in time. Whoever submits the same content
 * again after a failure of the system is no later than the first time; whoever changed it is.
 */
export function countsAsReceived(
  arrived: { at: string; content: string },
  failed: FailedReceipt | null,
): string {
  if (!failed || failed.content !== arrived.content) return arrived.at;
  const inGrace = instantMs(arrived.at) <= instantMs(failed.failedAt) + graceMs;
  return inGrace ? failed.receivedAt : arrived.at;
}
