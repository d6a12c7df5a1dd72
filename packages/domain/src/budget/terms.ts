import type { CostModel, ExchangeRate, FlatRateRules } from '../call/call.ts';
import type { SourceTerm } from '../cofunding/split-sources.ts';
import type { BasisPoints } from '../money/money.ts';
import type { BudgetLine, CostCategory, FlatRateChoices } from './budget-sheet.ts';
import type { Timeline } from './timeline.ts';

/** What of a call, and of the project's time, decides the money. */
export interface MoneyRules {
  currency: string;
  euRateBp: BasisPoints;
  minEuMinor: string;
  maxEuMinor: string;
  flatRates: FlatRateRules;
  costModels?: readonly CostModel[];
  fx?: ExchangeRate;
  lkpBp?: BasisPoints;
  upratingBp?: BasisPoints;
  /** Without one the project is a single period. */
  timeline?: Timeline;
}

export interface LineTerm
  extends Partial<Pick<BudgetLine, 'id' | 'perPeriod' | 'uprated' | 'onCosts'>> {
  category: CostCategory;
  quantity: string;
  unitPriceMinor: string;
  currency?: string;
  period?: number | null;
  workPackage?: string | null;
}

export interface PartnerTerm {
  id: string;
  lines: readonly LineTerm[];
  flat: FlatRateChoices;
  model?: CostModel;
  sources: readonly SourceTerm[];
}
