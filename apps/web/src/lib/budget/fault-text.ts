import { m } from '#lib/paraglide/messages.js';
import type { CellContext, CellFault } from './grid/cell-input.ts';

/** What is wrong with what was typed, and how to write it. */
export function faultText(fault: CellFault, context: Pick<CellContext, 'periods'>): string {
  const texts: Record<CellFault, () => string> = {
    empty: m.budget_fault_empty,
    not_a_number: m.budget_fault_not_a_number,
    ambiguous: m.budget_fault_ambiguous,
    too_many_decimals: m.budget_fault_too_many_decimals,
    too_large: m.budget_fault_too_large,
    negative: m.budget_fault_negative,
    revenue_positive: m.budget_fault_revenue_positive,
    period_range: () => m.budget_fault_period_range({ periods: context.periods }),
    no_exchange: m.budget_fault_no_exchange,
    no_package: m.grid_fault_no_package,
    too_long: m.budget_fault_too_long,
    too_narrow: m.grid_fault_too_narrow,
    locked: m.grid_fault_locked,
  };
  return texts[fault]();
}
