import { readBudget, setCells } from '@samspel/documents/budget-document';
import type { OpenDocument } from '@samspel/sync/client/document-state';

/** Fills in a cell with every fifth key, in the same hundred lines as the others, and shows where. */
export class Filler {
  readonly #open: OpenDocument;
  readonly #random: () => number;
  readonly #lines: string[];
  #keys = 0;
  #line = '';
  #column: 'quantity' | 'unitPriceMinor' | 'description' = 'quantity';

  constructor(open: OpenDocument, part: string, random: () => number) {
    this.#open = open;
    this.#random = random;
    this.#lines = readBudget(open.doc, part)
      .sheet.lines.slice(0, 100)
      .map(({ id }) => id);
    this.#go();
  }

  key(): void {
    this.#keys += 1;
    if (this.#keys % 5 !== 0) return;
    const number = String(1 + Math.floor(this.#random() * 9000));
    const value = this.#column === 'description' ? `Insats ${number}` : number;
    setCells(this.#open.doc, [{ lineId: this.#line, cells: { [this.#column]: value } }]);
    this.#go();
  }

  #go(): void {
    this.#line = this.#lines[Math.floor(this.#random() * this.#lines.length)] ?? '';
    const columns = ['quantity', 'unitPriceMinor', 'description'] as const;
    this.#column = columns[Math.floor(this.#random() * columns.length)]!;
    const cell = { row: this.#line, column: this.#column };
    this.#open.awareness.setLocalStateField('cell', cell);
  }
}
