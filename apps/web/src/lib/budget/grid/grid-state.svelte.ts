import { bytesOfLines, oneStepBytes, roomForLines } from '@samspel/documents/add-lines';
import {
  type LineRegisters,
  restoreLine,
  setCells,
  setFlatRate,
} from '@samspel/documents/budget-document';
import { changeLines, type LinesChange, moveLines } from '@samspel/documents/change-lines';
import { openUndo } from '@samspel/documents/undo';
import type { CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { FlatRateKind } from '@samspel/domain/call/call';
import { parsePercentInput } from '@samspel/domain/money/parse-amount';
import type * as Y from 'yjs';
import type { OpenCell } from '#lib/collab/cell-editing.ts';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import { type CellContext, type CellFault, cellText, readCellInput } from './cell-input.ts';
import { isEditable } from './columns.ts';
import { type Draft, Drafts } from './drafts.svelte.ts';
import { type GridRow, isEntered } from './grid-rows.ts';
import { Keyed } from './keyed.svelte.ts';
import { type CellAddress, cellKey } from './navigation.ts';

export interface Editing extends CellAddress, OpenCell {
  /** What the cell had when it was opened. */
  was: string;
}

/** What a cell takes of an update beside its text: where it is, and what it replaces. */
const bytesOfRegister = 70;

/** What one person does in one partner's grid: where they are, what they type, what they may undo. */
export class GridState {
  active = $state.raw<CellAddress | null>(null);
  /** The cell whose input is open, by key. */
  readonly opened = new Keyed<true>();
  canUndo = $state(false);
  canRedo = $state(false);
  readonly drafts: Drafts;
  #editing = $state<Editing | null>(null);
  readonly #live: LiveDocument;
  readonly #origin = { budget: 'mine' };
  readonly #undo: Y.UndoManager;

  constructor(live: LiveDocument) {
    this.#live = live;
    this.drafts = new Drafts(live);
    this.#undo = openUndo(live.doc, 'budget', this.#origin);
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) {
      this.#undo.on(event, () => this.#learn());
    }
  }

  get editing(): Editing | null {
    return this.#editing;
  }

  set editing(cell: Editing | null) {
    this.#editing = cell;
    this.opened.set(new Map(cell ? [[cellKey(cell), true]] : []));
  }

  /** Who may write has to load the page anew first: until then what is written waits on this device. */
  get outdated(): boolean {
    return this.#live.state.outdated && this.#live.frozen === null;
  }

  destroy(): void {
    const open = this.editing;
    // The table goes from under an open cell where its document is replaced or closed to this person.
    if (open && open.text !== open.was) this.#keep(open, 'locked');
    this.#undo.destroy();
  }

  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  draft(at: CellAddress): Draft | undefined {
    return this.drafts.at(at);
  }

  /** Opens a cell; `typed` is the first character of what replaces its value. */
  open(row: GridRow, column: string, context: CellContext, typed?: string): boolean {
    if (!this.#live.writable) return false;
    const text = this.#textOf(row, column, context);
    if (text === null) return false;
    const draft = this.draft({ row: row.id, column });
    this.editing = {
      ...{ row: row.id, column },
      text: typed ?? draft?.text ?? text,
      was: text,
      replace: typed !== undefined,
    };
    return true;
  }

  /** What somebody else has written into the open cell since it was opened. */
  overtaken(row: GridRow, context: CellContext): string | null {
    if (!this.editing) return null;
    const text = this.#textOf(row, this.editing.column, context);
    return text === this.editing.was ? null : text;
  }

  cancel(): void {
    if (this.editing) this.drafts.drop(this.editing);
    this.editing = null;
  }

  /** Forgets what could not be read, and shows the document's own value again. */
  giveUp(at: CellAddress): void {
    this.drafts.drop(at);
  }

  /** Writes what was typed; what cannot be read stays as a draft. False when it did. */
  commit(row: GridRow, context: CellContext): boolean {
    const editing = this.editing;
    if (!editing) return true;
    this.editing = null;
    // Opened and left as it was: what somebody else wrote there meanwhile stands.
    const current = this.#textOf(row, editing.column, context);
    const unchanged = editing.text === editing.was || editing.text === current;
    const fault = unchanged ? null : this.#write(row, editing.column, editing.text, context);
    if (fault === null) this.drafts.drop(editing);
    else this.#keep(editing, fault);
    return fault === null;
  }

  #keep(at: CellAddress & { text: string }, fault: CellFault): void {
    this.drafts.keep(at, { text: at.text, fault });
  }

  /** Writes into many lines, and adds some: one step of undo. Answers the new ids. */
  change(change: LinesChange): string[] {
    if (!this.#live.writable) return [];
    const cells = change.cells ?? [];
    for (const { lineId, cells: written } of cells) {
      for (const column of Object.keys(written)) this.drafts.drop({ row: lineId, column });
    }
    return changeLines(this.#live.doc, change, this.#origin);
  }

  /** Whether one step takes it, and the budget has room for it. */
  takes({ cells = [], added = [] }: LinesChange): boolean {
    const lines = added.flatMap((group) => group.lines);
    const registers = cells.reduce((sum, one) => sum + Object.keys(one.cells).length, 0);
    const bytes = bytesOfLines(lines) + JSON.stringify(cells).length + registers * bytesOfRegister;
    return bytes < oneStepBytes && lines.length <= roomForLines(this.#live.doc);
  }

  /**
   * Whatever is written from beside the table, as one step of undo. Answers how to take it back while it
   * is the last step; false when it is not.
   */
  step(write: (doc: Y.Doc, origin: unknown) => void): () => boolean {
    if (!this.#live.writable) return () => false;
    this.#undo.stopCapturing();
    this.#live.doc.transact(() => write(this.#live.doc, this.#origin), this.#origin);
    const step = this.#undo.undoStack.at(-1);
    return () => {
      const last = step !== undefined && this.#undo.undoStack.at(-1) === step;
      if (last) this.#undo.undo();
      return last;
    };
  }

  /** Below a line (null: first, undefined: where they are), and into a category where one is named. */
  move(
    lineIds: readonly string[],
    after: string | null | undefined,
    category?: CostCategory,
  ): void {
    if (!this.#live.writable) return;
    this.#live.doc.transact(() => {
      if (after !== undefined) moveLines(this.#live.doc, lineIds, after, this.#origin);
      if (category) {
        const cells = lineIds.map((lineId) => ({ lineId, cells: { category } }));
        setCells(this.#live.doc, cells, this.#origin);
      }
    }, this.#origin);
  }

  restore(lineIds: readonly string[]): void {
    this.#live.doc.transact(() => {
      for (const id of lineIds) restoreLine(this.#live.doc, id, this.#origin);
    }, this.#origin);
  }

  chooseFlatRate(kind: FlatRateKind, rateBp: number | null): void {
    setFlatRate(this.#live.doc, kind, rateBp, this.#origin);
  }

  #textOf(row: GridRow, column: string, context: CellContext): string | null {
    if (!isEntered(row, column)) return null;
    if (row.kind === 'line' && isEditable(column)) {
      return cellText(row.line, column, context);
    }
    if (row.kind === 'flat') {
      const text = String(row.rateBp / 100);
      return context.style === 'sv' ? text.replace('.', ',') : text;
    }
    return null;
  }

  #write(row: GridRow, column: string, text: string, context: CellContext): CellFault | null {
    // What an outdated page writes waits on the device for the newer one; nobody takes what a locked one does.
    if (!this.#live.writable && !this.outdated) return 'locked';
    if (row.kind === 'flat') {
      const parsed = parsePercentInput(text, context.style);
      if (!parsed.ok) return parsed.fault;
      this.chooseFlatRate(row.flat, parsed.value);
      return null;
    }
    if (row.kind !== 'line' || !isEditable(column)) return null;
    const input = readCellInput(row.line, column, text, context);
    if (!input.ok) return input.fault;
    this.#set(row.id, input.cells);
    return null;
  }

  #set(lineId: string, cells: LineRegisters): void {
    setCells(this.#live.doc, [{ lineId, cells }], this.#origin);
  }

  #learn(): void {
    this.canUndo = this.#undo.canUndo();
    this.canRedo = this.#undo.canRedo();
  }
}
