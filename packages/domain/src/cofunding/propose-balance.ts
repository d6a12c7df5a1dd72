import { allocate } from '../money/allocate.ts';
import { type Minor, parseMinor, toMinor } from '../money/money.ts';
import type { CofundingSheet, FundingSource } from './cofunding-sheet.ts';
import { confirming, type PledgeAnswer, standingOf } from './coverage.ts';
import { splitSources, termsOf } from './split-sources.ts';

export interface BalanceChange {
  sourceId: string;
  from: Minor;
  to: Minor;
}

export interface BalanceProposal {
  /** What no source covers; negative when sources exceed the own part. */
  missing: Minor;
  changes: BalanceChange[];
  /** What remains missing, or too much, when the changes are made. */
  left: Minor;
}

/**
 * DO6, MO16: spreads what is missing over the fixed amounts that may change, in proportion to them, or
 * takes off what is too much. Weights balance by themselves. A locked amount stands, and so does one
 * that its funder confirmed: a promise is changed by who made it.
 */
export function proposeBalance(
  own: Minor,
  { sources }: CofundingSheet,
  pledges: readonly PledgeAnswer[],
): BalanceProposal {
  const missing = splitSources(own, termsOf(sources)).uncovered;
  const open = sources.filter((source) => mayChange(source, pledges));
  const amounts = open.map(({ amountMinor }) => parseMinor(amountMinor));
  const whole = amounts.reduce((sum: bigint, amount) => sum + amount, 0n);
  const target = whole + missing > 0n ? toMinor(whole + missing) : toMinor(0n);
  if (missing === 0n || open.length === 0) return { missing, changes: [], left: missing };
  const weights = whole > 0n ? amounts : open.map(() => 1);
  const changes = allocate(target, weights)
    .map((to, at) => ({ sourceId: open[at]?.id ?? '', from: amounts[at] ?? toMinor(0n), to }))
    .filter(({ from, to }) => from !== to);
  return { missing, changes, left: toMinor(missing - (target - whole)) };
}

function mayChange(source: FundingSource, pledges: readonly PledgeAnswer[]): boolean {
  if (source.mode !== 'amount' || source.locked || source.status === 'withdrawn') return false;
  return !confirming.includes(standingOf(source, pledges));
}
