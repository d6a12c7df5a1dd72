import type { PartnerBudget } from '../budget/budget-result.ts';
import { allocate } from '../money/allocate.ts';
import { type Minor, toMinor } from '../money/money.ts';
import type {
  CofundingSheet,
  FundingSource,
  SourceForm,
  SourceLegal,
  SourceMode,
  SourceStatus,
} from './cofunding-sheet.ts';
import { type Coverage, coverageOf, type PledgeAnswer, standingOf } from './coverage.ts';

/** A funder's source in one partner's sheet; a change of the cell is a change of that source. */
export interface MatrixCell {
  partnerId: string;
  sourceId: string;
  mode: SourceMode;
  weight: number;
  locked: boolean;
  status: SourceStatus;
  amount: Minor;
  confirmed: Minor;
}

export interface MatrixRow {
  key: string;
  funderName: string;
  legal: SourceLegal;
  form: SourceForm;
  cells: MatrixCell[];
  amount: Minor;
  confirmed: Minor;
}

export interface MatrixColumn {
  partnerId: string;
  own: Minor;
  confirmed: Minor;
  missing: Minor;
  uncovered: Minor;
}

export interface CofundingMatrix {
  rows: MatrixRow[];
  columns: MatrixColumn[];
}

export interface MatrixPartner {
  budget: PartnerBudget;
  sheet: CofundingSheet;
  /** The answers to this partner's own requests. */
  pledges: readonly PledgeAnswer[];
}

/** All partners' sources as one table: funders down, partners across; withdrawn ones left out. */
export function cofundingMatrix(partners: readonly MatrixPartner[]): CofundingMatrix {
  const rows = new Map<string, MatrixRow>();
  const columns = partners.map(({ budget, sheet, pledges }): MatrixColumn => {
    const coverage = coverageOf(budget, sheet, pledges);
    for (const source of sheet.sources) {
      if (source.status !== 'withdrawn') place(rows, budget.id, source, coverage, pledges);
    }
    const { own, confirmed, missing } = coverage;
    return { partnerId: budget.id, own, confirmed, missing, uncovered: budget.uncovered };
  });
  return { rows: [...rows.values()], columns };
}

function place(
  rows: Map<string, MatrixRow>,
  partnerId: string,
  source: FundingSource,
  coverage: Coverage,
  pledges: readonly PledgeAnswer[],
): void {
  const key = funderKey(partnerId, source);
  const { funderName, legal, form, mode, weight } = source;
  const covered = coverage.sources.find(({ sourceId }) => sourceId === source.id);
  const [amount, confirmed] = [covered?.amount ?? 0n, covered?.confirmed ?? 0n].map(toMinor) as [
    Minor,
    Minor,
  ];
  const row = rows.get(key) ?? {
    key,
    funderName,
    legal,
    form,
    cells: [],
    amount: toMinor(0n),
    confirmed: toMinor(0n),
  };
  const status = standingOf(source, pledges);
  const locked = source.locked === true;
  row.cells.push({
    partnerId,
    sourceId: source.id,
    mode,
    weight,
    locked,
    status,
    amount,
    confirmed,
  });
  row.amount = toMinor(row.amount + amount);
  row.confirmed = toMinor(row.confirmed + confirmed);
  rows.set(key, row);
}

/** Cash and work in kind of one funder are two rows; a source without a name is nobody else's. */
function funderKey(partnerId: string, source: FundingSource): string {
  const name = source.funderName.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  const funder = source.funderId ?? (name || `${partnerId}/${source.id}`);
  return `${funder} ${source.legal} ${source.form}`;
}

/** What a funder gives to the whole project, over the partners in proportion to their own parts. */
export function spreadFunder(amount: Minor, ownParts: readonly Minor[]): Minor[] {
  const weights = ownParts.map((own) => (own > 0n ? own : 0n));
  return allocate(amount, weights.some((weight) => weight > 0n) ? weights : ownParts.map(() => 1));
}
