import { uuidv4 } from 'lib0/random';
import * as Y from 'yjs';
import type { BudgetCells, LineRegisters } from './budget-document.ts';
import { orderKeyBetween } from './order-key.ts';
import { rowLimit, rowsOf } from './rows.ts';

const root = 'lines';

/** What a line takes of an update beside its texts. */
const bytesOfLine = 420;

/** The engine takes a message of at most a megabyte, and a step of undo is one message. */
export const oneStepBytes = 900_000;

/** What a line needs besides; readers give every cell that is left out its default. */
export type NewLine = Pick<BudgetCells, 'category'> & LineRegisters;

/**
 * Many lines at the end of a budget, in one transaction and so one step of undo: what was accepted of a
 * file. `instead` marks the lines that stand there as removed. Answers the new ids.
 */
export function addLines(
  doc: Y.Doc,
  lines: readonly NewLine[],
  { instead = false, origin = null }: { instead?: boolean; origin?: unknown } = {},
): string[] {
  const { rows } = rowsOf(doc, root);
  // One sort for all of them: asking for a place line by line would sort the budget for each.
  let last = rows.findLast(({ order }) => order !== '')?.order ?? null;
  const ids: string[] = [];
  doc.transact(() => {
    if (instead) {
      for (const { registers, deleted } of rows) if (!deleted) registers.set('deleted', true);
    }
    for (const line of lines) {
      const id = uuidv4();
      last = orderKeyBetween(last, null, id);
      const registers = new Y.Map<unknown>();
      for (const [field, value] of Object.entries(line)) {
        if (value !== undefined) registers.set(field, value);
      }
      registers.set('order', last);
      registers.set('deleted', false);
      doc.getMap(root).set(id, registers);
      ids.push(id);
    }
  }, origin);
  return ids;
}

/** At most how many bytes the step that adds them sends. */
export function bytesOfLines(lines: readonly NewLine[]): number {
  const encoder = new TextEncoder();
  return lines.reduce((sum, line) => {
    const texts = Object.values(line).filter((value) => typeof value === 'string');
    return sum + bytesOfLine + encoder.encode(texts.join('')).length;
  }, 0);
}

/** How many rows a budget may still get, removed ones counted: readers stop at a limit. */
export function roomForLines(doc: Y.Doc): number {
  return Math.max(0, rowLimit - rowsOf(doc, root).rows.length);
}
