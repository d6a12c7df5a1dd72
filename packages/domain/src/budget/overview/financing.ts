import {
  emptyCofundingSheet,
  type FundingSource,
  type SourceStatus,
} from '../../cofunding/cofunding-sheet.ts';
import { standingOf } from '../../cofunding/coverage.ts';
import { type Minor, toMinor, zero } from '../../money/money.ts';
import type { Application, PledgeState } from '../../proposal/application.ts';
import type { BudgetResult } from '../budget-result.ts';

export interface SourceBehind {
  partnerId: string;
  source: FundingSource;
  standing: SourceStatus;
  amount: Minor;
}

/** What pays for costs; `eu` and `own` sum to `total`, the sources and `uncovered` to `own`. */
export interface Financing {
  total: Minor;
  eu: Minor;
  own: Minor;
  sources: SourceBehind[];
  /** Negative where the sources give more than there is to cover. */
  uncovered: Minor;
}

interface Entered {
  cofunding: Application['cofunding'];
  pledges: readonly Pick<PledgeState, 'partnerId' | 'sourceId' | 'status'>[];
}

/** MO15: what stands behind the EU share, the own part and what is missing, of one partner or of all. */
export function financingOf(
  budget: BudgetResult,
  { cofunding, pledges }: Entered,
  partnerId?: string,
): Financing {
  const partners = budget.partners.filter(({ id }) => partnerId === undefined || id === partnerId);
  const sum = (of: 'total' | 'eu' | 'own' | 'uncovered') =>
    toMinor(partners.reduce((all, partner) => all + partner[of], 0n));
  const sources = partners.flatMap(({ id, sources: shares }): SourceBehind[] => {
    const amounts = new Map(shares.map((share) => [share.id, share.amount]));
    const answers = pledges.filter((pledge) => pledge.partnerId === id);
    return (cofunding[id] ?? emptyCofundingSheet).sources.flatMap((source) =>
      // CF3: what is withdrawn takes no part.
      source.status === 'withdrawn'
        ? []
        : [
            {
              partnerId: id,
              source,
              standing: standingOf(source, answers),
              amount: amounts.get(source.id) ?? zero,
            },
          ],
    );
  });
  return {
    total: sum('total'),
    eu: sum('eu'),
    own: sum('own'),
    uncovered: sum('uncovered'),
    sources,
  };
}
