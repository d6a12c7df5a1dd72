import type { PartnerBudget } from '@samspel/domain/budget/budget-result';
import { emptyCofundingSheet } from '@samspel/domain/cofunding/cofunding-sheet';
import { type Coverage, coverageOf } from '@samspel/domain/cofunding/coverage';
import type { Application } from '@samspel/domain/proposal/application';

export interface CoverageSums {
  own: bigint;
  confirmed: bigint;
  /** Has a source that nobody has confirmed yet. */
  hoped: bigint;
  missing: bigint;
}

export function partnerCoverage(application: Application, budget: PartnerBudget): Coverage {
  const sheet = application.cofunding[budget.id] ?? emptyCofundingSheet;
  const pledges = application.pledges.filter((pledge) => pledge.partnerId === budget.id);
  return coverageOf(budget, sheet, pledges);
}

/** What is confirmed, what is hoped for and what has no source: the three add up to the own part. */
export function coverageSums(coverages: readonly Coverage[]): CoverageSums {
  const sums: CoverageSums = { own: 0n, confirmed: 0n, hoped: 0n, missing: 0n };
  for (const coverage of coverages) {
    const own = coverage.own > 0n ? coverage.own : 0n;
    const sourced = coverage.sources.reduce((sum, source) => sum + source.amount, 0n);
    const within = sourced < own ? sourced : own;
    sums.own += own;
    sums.confirmed += coverage.confirmed;
    sums.hoped += within > coverage.confirmed ? within - coverage.confirmed : 0n;
  }
  sums.missing = sums.own - sums.confirmed - sums.hoped;
  return sums;
}
