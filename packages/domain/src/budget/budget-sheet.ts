import type { FlatRateKind } from '../call/call.ts';

export const costCategories = [
  'STAFF',
  'TRAVEL',
  'OFFICE',
  'EXTERNAL',
  'EQUIPMENT',
  'INFRA',
  'LUMP',
  'UNIT',
  'REVENUE',
] as const;
export type CostCategory = (typeof costCategories)[number];

export const lineCurrencies = ['EUR', 'SEK'] as const;
export type LineCurrency = (typeof lineCurrencies)[number];

/** One row of a partner's budget, as entered; nothing derived is ever stored. */
export interface BudgetLine {
  id: string;
  category: CostCategory;
  description: string;
  functionTitle: string;
  unit: string;
  /** At most 12 digits and 4 decimals with a point: "12.5". */
  quantity: string;
  unitPriceMinor: string;
  currency: LineCurrency;
  /** 1-based period, or null for the whole project. */
  period: number | null;
  workPackage: string | null;
  note: string;
}

export type FlatRateChoices = Partial<Record<FlatRateKind, number>>;

/** A partner's budget: its lines in order (deleted ones left out) and the flat rates it chose. */
export interface BudgetSheet {
  lines: BudgetLine[];
  flat: FlatRateChoices;
}

export const emptyBudgetSheet: BudgetSheet = { lines: [], flat: {} };
