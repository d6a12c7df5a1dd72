import type { Finding } from '../finding.ts';
import type { Minor } from '../money/money.ts';
import type { CostCategory } from './budget-sheet.ts';

export interface SourceShare {
  id: string;
  amount: Minor;
}

export interface PartnerBudget {
  id: string;
  /** All nine categories, flat rates included. */
  categories: Readonly<Record<CostCategory, Minor>>;
  otherFlat: Minor;
  total: Minor;
  eu: Minor;
  /** What the partner and its co-funders pay: total minus EU. */
  own: Minor;
  sources: readonly SourceShare[];
  /** The part of `own` that no source covers; negative when sources exceed it. */
  uncovered: Minor;
  findings: readonly Finding[];
}

export interface BudgetResult {
  partners: readonly PartnerBudget[];
  total: Minor;
  eu: Minor;
  own: Minor;
  uncovered: Minor;
  findings: readonly Finding[];
}
