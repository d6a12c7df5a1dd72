import type { NewLine } from '@samspel/documents/add-lines';
import type { ImportedCalculation } from '@samspel/domain/exchange/imported-calculation';
import type { ImportedLine } from '@samspel/domain/exchange/imported-line';

/** What of a file was accepted. */
export interface TakenFile {
  lines: readonly ImportedLine[];
  /** In place of the lines that stand there. */
  instead: boolean;
  /** Its cost model and flat rates, where they are taken too. */
  calculation: ImportedCalculation | null;
}

/** A line of a file as a budget takes it: its periods are cells of their own. */
export function registersOf({ perPeriod = {}, ...cells }: ImportedLine): NewLine {
  const periods = Object.entries(perPeriod).map(([period, quantity]) => [`q${period}`, quantity]);
  return { ...cells, ...Object.fromEntries(periods) };
}
