import type { MatrixPartner } from '@samspel/domain/cofunding/matrix';
import { type BalanceChange, proposeBalance } from '@samspel/domain/cofunding/propose-balance';

export interface PartnerBalance {
  partnerId: string;
  /** What no source covers; negative where sources give too much. */
  missing: bigint;
  changes: readonly (BalanceChange & { funderName: string })[];
  left: bigint;
}

export interface BalancePlan {
  /** Every partner that something is missing or too much at, and that this person may write. */
  parts: readonly PartnerBalance[];
  missing: bigint;
  excess: bigint;
}

/** MO16 for all the partners at once that one person may write; nobody pays for another's part. */
export function balancePlan(
  partners: readonly MatrixPartner[],
  mayWrite: (partnerId: string) => boolean,
): BalancePlan {
  const parts = partners
    .filter(({ budget }) => budget.uncovered !== 0n && mayWrite(budget.id))
    .map(({ budget, sheet, pledges }): PartnerBalance => {
      const { missing, changes, left } = proposeBalance(budget.own, sheet, pledges);
      const names = new Map(sheet.sources.map(({ id, funderName }) => [id, funderName]));
      return {
        partnerId: budget.id,
        missing,
        changes: changes.map((one) => ({ ...one, funderName: names.get(one.sourceId) ?? '' })),
        left,
      };
    });
  let [missing, excess] = [0n, 0n];
  for (const part of parts) {
    if (part.missing > 0n) missing += part.missing;
    else excess -= part.missing;
  }
  return { parts, missing, excess };
}
