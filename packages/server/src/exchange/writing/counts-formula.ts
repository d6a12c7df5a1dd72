import type { CallDefinition } from '@samspel/domain/call/call';
import { toEuro } from '@samspel/domain/money/exchange';
import { shareOf, toMinor } from '@samspel/domain/money/money';
import type { ExportedLine } from './budget-source.ts';
import { euroFormula, isExact, shareFormula } from './formulas.ts';

/** The cells of a sheet's head that its formulas use; those of what a call does not give are empty. */
export interface Parameters {
  euRate: string;
  onCosts: string;
  numerator: string;
  denominator: string;
}

/** MO7, MO10: what a line counts, from what was entered; none where that is not what it counts. */
export function countsFormula(
  call: Pick<CallDefinition, 'currency' | 'fx' | 'lkpBp'>,
  parameters: Parameters,
  { line, entered, counts }: Pick<ExportedLine, 'line' | 'entered' | 'counts'>,
  cell: string,
): string | undefined {
  const { currency, onCosts, category } = line;
  const added = onCosts && category === 'STAFF' && call.lkpBp !== undefined;
  const share = added ? shareOf(entered, call.lkpBp ?? 0) : 0n;
  if (added && !isExact(entered * BigInt(call.lkpBp ?? 0))) return undefined;
  const gross = toMinor(entered + share);
  const sum = added ? `ROUND(${cell}+${shareFormula(cell, parameters.onCosts)},2)` : cell;
  if (currency === call.currency) return gross === counts ? sum : undefined;
  const { fx } = call;
  if (fx?.currency !== currency || toEuro(gross, fx) !== counts) return undefined;
  const exact = isExact(2n * gross * BigInt(fx.denominator) + BigInt(fx.numerator));
  return exact ? euroFormula(sum, parameters.numerator, parameters.denominator) : undefined;
}
