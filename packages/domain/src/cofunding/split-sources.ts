import type { SourceShare } from '../budget/budget-result.ts';
import { allocate } from '../money/allocate.ts';
import { type Minor, parseMinor, toMinor, zero } from '../money/money.ts';
import type { FundingSource } from './cofunding-sheet.ts';

/** A source in the calculation: a fixed amount, or a weight in what the fixed ones leave. */
export type SourceTerm = { id: string; amountMinor: string } | { id: string; weight: number };

export interface SourceSplit {
  sources: SourceShare[];
  /** Own part minus sources: 0 when all is covered, negative when fixed amounts exceed it. */
  uncovered: Minor;
}

/**
 * BU8, BU9: fixed amounts stand; what remains of the own part is split over the weights by largest
 * remainder, so that every merge of concurrent edits yields a split that sums exactly.
 */
export function splitSources(own: Minor, terms: readonly SourceTerm[]): SourceSplit {
  let remaining: bigint = own;
  let weighed = false;
  for (const term of terms) {
    if ('amountMinor' in term) remaining -= parseMinor(term.amountMinor);
    else if (term.weight > 0) weighed = true;
  }
  if (remaining <= 0n || !weighed) {
    const sources = terms.map((term) => ({ id: term.id, amount: fixedAmount(term) }));
    return { sources, uncovered: toMinor(remaining) };
  }
  const parts = allocate(
    toMinor(remaining),
    terms.map((term) => ('weight' in term ? term.weight : 0)),
  );
  const sources = terms.map((term, at) => ({
    id: term.id,
    amount: 'weight' in term ? (parts[at] ?? zero) : fixedAmount(term),
  }));
  return { sources, uncovered: zero };
}

function fixedAmount(term: SourceTerm): Minor {
  return 'amountMinor' in term ? parseMinor(term.amountMinor) : zero;
}

/** CF3: the terms of a sheet; a withdrawn source covers nothing and is left out. */
export function termsOf(sources: readonly FundingSource[]): SourceTerm[] {
  return sources
    .filter((source) => source.status !== 'withdrawn')
    .map((source) =>
      source.mode === 'amount'
        ? { id: source.id, amountMinor: source.amountMinor }
        : { id: source.id, weight: source.weight },
    );
}
