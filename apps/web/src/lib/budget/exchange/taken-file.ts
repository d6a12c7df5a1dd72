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
