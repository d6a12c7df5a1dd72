import type { BudgetSheet } from '../budget/budget-sheet.ts';
import type { CofundingSheet } from '../cofunding/cofunding-sheet.ts';

/** Who changed a cell last, and when. */
export interface CellAuthor {
  /** Empty where the server itself wrote. */
  name: string;
  at: string;
}

/** The money of a partner's part as it was signed last, and who has changed which cell since. */
export interface SignedPartView {
  signOffId: string;
  at: string;
  byName: string;
  versionName: string;
  /** Null while the signature stands. */
  withdrawnAt: string | null;
  budget: BudgetSheet;
  cofunding: CofundingSheet;
  /** By the cell's address, as a comparison names it: `lines/<id>/quantity`. */
  authors: Record<string, CellAuthor>;
}
