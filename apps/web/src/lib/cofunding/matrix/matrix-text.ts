import { faultText } from '#lib/budget/fault-text.ts';
import { formatMoney } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { BalancePlan } from './state/balance-plan.ts';
import type { FootKind } from './state/matrix-lines.ts';
import type { ShareFault } from './state/share-input.ts';

export function footLabel(kind: FootKind): string {
  const labels: Record<FootKind, () => string> = {
    sourced: m.cofunding_foot_sourced,
    own: m.cofunding_foot_own,
    uncovered: m.cofunding_uncovered,
    confirmed: m.cofunding_confirmed,
  };
  return labels[kind]();
}

export function shareFaultText(fault: ShareFault): string {
  return fault === 'weight' ? m.cofunding_fault_weight() : faultText(fault, { periods: 0 });
}

/** "Spread the missing EUR 12,300.00"; or what is too much; or both at once. */
export function balanceTitle({ missing, excess }: BalancePlan, currency: string): string {
  const [lacks, exceeds] = [missing, excess].map((minor) => formatMoney(minor, { currency }));
  if (missing > 0n && excess > 0n) {
    return m.cofunding_balance_both({ missing: lacks ?? '', excess: exceeds ?? '' });
  }
  if (excess > 0n) return m.cofunding_take_off({ amount: exceeds ?? '' });
  return missing > 0n ? m.cofunding_spread({ amount: lacks ?? '' }) : m.cofunding_balance();
}
