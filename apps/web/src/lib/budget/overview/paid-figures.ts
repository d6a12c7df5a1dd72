import type { BudgetResult } from '@samspel/domain/budget/budget-result';
import type { BasisPoints } from '@samspel/domain/money/money';
import { formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** What pays the costs: no costs themselves, and shown beside them. */
export const paidKinds = ['eu', 'own', 'uncovered'] as const;
export type PaidKind = (typeof paidKinds)[number];

export interface PaidFigure {
  kind: PaidKind;
  /** Null: the whole project. */
  partnerId: string | null;
}

export function paidName(kind: PaidKind, euRateBp: BasisPoints): string {
  if (kind === 'eu') return m.budget_eu({ rate: formatRate(euRateBp) });
  return kind === 'own' ? m.budget_own() : m.cofunding_uncovered();
}

export function paidAmount(budget: BudgetResult, { kind, partnerId }: PaidFigure): bigint {
  if (partnerId === null) return budget[kind];
  return budget.partners.find(({ id }) => id === partnerId)?.[kind] ?? 0n;
}
