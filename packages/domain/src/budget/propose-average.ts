import { type Minor, sumMinor, zero } from '../money/money.ts';
import { parseQuantity, quantityText } from '../money/quantity.ts';
import {
  averagedLine,
  type FunctionRate,
  functionKey,
  type StaffPerson,
} from './average-by-function.ts';
import type { BudgetLine } from './budget-sheet.ts';
import { isHours } from './check-people.ts';
import { amountOf, quantitiesOver } from './line-money.ts';
import type { MoneyRules } from './terms.ts';
import { onePeriod } from './timeline.ts';

/** One line for a function in place of those that stand for its people. */
export interface AverageProposal {
  functionTitle: string;
  /** The line that becomes the averaged one; null: a new one. */
  keep: string | null;
  /** Lines that it stands in for; they can be restored. */
  remove: string[];
  cells: Omit<BudgetLine, 'id' | 'description' | 'note' | 'cellNotes' | 'perPeriod'>;
  /** Quantities by period, where the lines had different ones. */
  perPeriod: Record<string, string> | null;
  before: Minor;
  after: Minor;
}

/** What a rate goes into the budget with; both by the call's own rates. */
export interface RateMarks {
  onCosts: boolean;
  uprated: boolean;
}

/**
 * MO12: the averaged line of a function. Hours that the function's lines hold stay what they are; a
 * function without lines gets a year's hours of its posts.
 */
export function proposeAverage(
  rules: MoneyRules,
  average: FunctionRate,
  { lines, people }: { lines: readonly BudgetLine[]; people: readonly StaffPerson[] },
  marks: RateMarks,
): AverageProposal {
  const mine = linesOfFunction(average, lines, people);
  const [first] = mine;
  const hours = mine.length > 0 && mine.every(({ unit }) => isHours(unit));
  const together = mine.length > 1 ? spread(rules, mine) : null;
  const cells = {
    ...averagedLine(average),
    ...(hours && { quantity: quantityText(sum(mine.map((line) => parseQuantity(line.quantity)))) }),
    period: together || !first ? null : first.period,
    workPackage: onePackage(mine),
    ...marks,
  };
  const perPeriod = hours ? together : null;
  const after = { ...cells, ...(perPeriod && { perPeriod }) };
  return {
    functionTitle: average.functionTitle,
    keep: first?.id ?? null,
    remove: mine.slice(1).map(({ id }) => id),
    cells,
    perPeriod,
    before: sumMinor(mine.map((line) => amountOf(rules, line) ?? zero)),
    after: amountOf(rules, after) ?? zero,
  };
}

/** A function's lines: by its title, or by the people who stand behind them. */
function linesOfFunction(
  average: FunctionRate,
  lines: readonly BudgetLine[],
  people: readonly StaffPerson[],
): BudgetLine[] {
  const key = functionKey(average.functionTitle);
  const linked = new Set(
    people.filter(({ id }) => average.personIds.includes(id)).map((one) => one.budgetLineId),
  );
  return lines.filter(
    (line) =>
      line.category === 'STAFF' && (functionKey(line.functionTitle) === key || linked.has(line.id)),
  );
}

function onePackage([first, ...others]: readonly BudgetLine[]): string | null {
  const same = others.every(({ workPackage }) => workPackage === first?.workPackage);
  return same ? (first?.workPackage ?? null) : null;
}

/** Hours of several lines by period, but for the last, which has what is left; null: evenly anyway. */
function spread(rules: MoneyRules, lines: readonly BudgetLine[]): Record<string, string> | null {
  const plain = lines.every(({ period, perPeriod, workPackage }) => {
    return period === null && !perPeriod && workPackage === lines[0]?.workPackage;
  });
  if (plain) return null;
  const timeline = rules.timeline ?? onePeriod;
  const each = lines.map((line) => quantitiesOver(timeline, line));
  const periods = Array.from({ length: timeline.periods - 1 }, (_, at) => {
    const hours = sum(each.map((quantities) => quantities[at] ?? 0n));
    return [String(at + 1), quantityText(hours)] as const;
  });
  return Object.fromEntries(periods.filter(([, hours]) => hours !== '0'));
}

function sum(quantities: readonly bigint[]): bigint {
  return quantities.reduce((total, quantity) => total + quantity, 0n);
}
