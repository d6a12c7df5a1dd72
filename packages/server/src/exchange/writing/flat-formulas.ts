import type { FlatRateKind } from '@samspel/domain/call/call';
import { shareOf, toMinor } from '@samspel/domain/money/money';
import type { CategoryKey } from './budget-source.ts';
import { isExact, shareFormula, sumOf } from './formulas.ts';

export interface Given {
  /** Undefined where the amounts are too large for a formula to be exact. */
  formula: string | undefined;
  gives: bigint;
}

const bought: readonly CategoryKey[] = ['EXTERNAL', 'EQUIPMENT', 'INFRA'];

/** MO9: the categories that flat rates fill, as formulas over the others, in the order of the rules. */
export class FlatFormulas {
  readonly #rates: Partial<Record<FlatRateKind, number>>;
  readonly #rateCells: ReadonlyMap<FlatRateKind, string>;
  readonly #amounts: ReadonlyMap<CategoryKey, bigint>;
  readonly #cellOf: (key: CategoryKey) => string;

  constructor(
    rates: Partial<Record<FlatRateKind, number>>,
    rateCells: ReadonlyMap<FlatRateKind, string>,
    amounts: ReadonlyMap<CategoryKey, bigint>,
    cellOf: (key: CategoryKey) => string,
  ) {
    this.#rates = rates;
    this.#rateCells = rateCells;
    this.#amounts = amounts;
    this.#cellOf = cellOf;
  }

  /** Null for a category that its lines fill. */
  of(key: CategoryKey): Given | null {
    switch (key) {
      case 'STAFF': {
        // Travel that is a share of staff is no base of staff.
        const travel: CategoryKey[] = this.#rates.travelOnStaff === undefined ? ['TRAVEL'] : [];
        return this.#share('staffOnDirect', [...travel, ...bought]);
      }
      case 'TRAVEL':
        return this.#share('travelOnStaff', ['STAFF']);
      case 'OFFICE':
        return together(
          this.#share('officeOnStaff', ['STAFF']),
          this.#share('officeOnDirect', ['STAFF', 'TRAVEL', ...bought]),
        );
      case 'OTHER_FLAT':
        return this.#share('otherOnStaff', ['STAFF']);
      default:
        return null;
    }
  }

  #share(kind: FlatRateKind, base: readonly CategoryKey[]): Given | null {
    const rate = this.#rates[kind];
    const rateCell = this.#rateCells.get(kind);
    if (rate === undefined || rateCell === undefined) return null;
    const amount = base.reduce((sum, key) => sum + (this.#amounts.get(key) ?? 0n), 0n);
    const cells = base.map(this.#cellOf);
    const added = cells.length === 1 ? (cells[0] ?? '') : `(${cells.join('+')})`;
    const formula = isExact(amount * BigInt(rate)) ? shareFormula(added, rateCell) : undefined;
    return { formula, gives: shareOf(toMinor(amount), rate) };
  }
}

function together(one: Given | null, other: Given | null): Given | null {
  if (!one || !other) return one ?? other;
  const both = one.formula && other.formula ? sumOf([one.formula, other.formula]) : undefined;
  return { formula: both, gives: one.gives + other.gives };
}
