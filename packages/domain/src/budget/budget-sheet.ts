import type { CostModel, FlatRateKind } from '../call/call.ts';

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

/**
 * One row of a partner's budget, as entered; nothing derived is ever stored. What may be absent is
 * left out when it says nothing: a part that was signed before it existed keeps its hash.
 */
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
  /** About the line as a whole. */
  note: string;
  /** About single cells of it, by column. */
  cellNotes?: Record<string, string>;
  /** Quantities of single periods ("3": "120"); the line's last period has what they leave. */
  perPeriod?: Record<string, string>;
  /** A staff rate that rises at months 12, 24, ... by the call's uprating. */
  uprated?: boolean;
  /** A staff rate that is pay alone: the call's on-costs come on top. */
  onCosts?: boolean;
}

export type FlatRateChoices = Partial<Record<FlatRateKind, number>>;

/** A partner's budget: its lines in order (deleted ones left out) and how it is calculated. */
export interface BudgetSheet {
  lines: BudgetLine[];
  flat: FlatRateChoices;
  /** The cost model; without one every line and every chosen flat rate counts. */
  model?: CostModel;
}

export const emptyBudgetSheet: BudgetSheet = { lines: [], flat: {} };
