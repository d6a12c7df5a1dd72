import {
  addSource,
  removeSource,
  type SourceCells,
  setSourceAmounts,
  setSourceCell,
  setSourceLock,
  setSourceShare,
} from '@samspel/documents/cofunding-document';
import type { MatrixCell } from '@samspel/domain/cofunding/matrix';
import type { NumberStyle } from '@samspel/domain/money/parse-amount';
import type * as Y from 'yjs';
import type { CellAddress } from '#lib/budget/grid/navigation.ts';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import type { BalancePlan } from './balance-plan.ts';
import type { MatrixLine } from './matrix-lines.ts';
import { MatrixUndo } from './matrix-undo.ts';
import { readShare, type Share, type ShareFault, shareText } from './share-input.ts';

type Write = (doc: Y.Doc, origin: unknown, partnerId: string) => void;

interface Typed extends CellAddress {
  text: string;
  /** Typed over what was there: the caret stands behind it. */
  replace: boolean;
}

/** What one person does in the table: where they are, what they type, what they may take back. */
export class MatrixState {
  active = $state.raw<CellAddress | null>(null);
  editing = $state<Typed | null>(null);
  /** What could not be read stays where it was typed until it is mended or given up. */
  draft = $state.raw<(CellAddress & { text: string; fault: ShareFault }) | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);
  readonly #documentOf: (partnerId: string) => LiveDocument | null;
  readonly #undo = new MatrixUndo();

  constructor(documentOf: (partnerId: string) => LiveDocument | null) {
    this.#documentOf = documentOf;
  }

  destroy(): void {
    this.#undo.destroy();
  }

  mayWrite(partnerId: string): boolean {
    return this.#documentOf(partnerId)?.writable ?? false;
  }

  /** A funder without a name is nobody that another partner could have as well. */
  mayFill(line: MatrixLine, partnerId: string): boolean {
    if (!this.mayWrite(partnerId)) return false;
    return line.cells.has(partnerId) || line.row.funderName !== '';
  }

  open(line: MatrixLine, partnerId: string, style: NumberStyle, typed?: string): void {
    if (!this.mayFill(line, partnerId)) return;
    const at = { row: line.id, column: partnerId };
    const draft = this.isDraft(at) ? this.draft?.text : undefined;
    const text = typed ?? draft ?? shareText(line.cells.get(partnerId), style);
    this.editing = { ...at, text, replace: typed !== undefined };
  }

  isDraft({ row, column }: CellAddress): boolean {
    return this.draft?.row === row && this.draft.column === column;
  }

  cancel(): void {
    this.editing = null;
    this.draft = null;
  }

  /** Writes what was typed into the open cell. */
  commit(line: MatrixLine | undefined, style: NumberStyle): void {
    const typed = this.editing;
    this.editing = null;
    if (!typed || !line) return;
    const { row, column, text } = typed;
    this.draft = null;
    const cell = line.cells.get(column);
    if (text === shareText(cell, style) || (text.trim() === '' && !cell)) return;
    const input = readShare(text.trim() === '' ? '0' : text, style);
    if (input.ok) this.write(line, column, input.share);
    else this.draft = { row, column, text, fault: input.fault };
  }

  write(line: MatrixLine, partnerId: string, share: Share): void {
    const { funderName, legal, form } = line.row;
    const cell = line.cells.get(partnerId);
    this.#step([partnerId], (doc, origin) => {
      if (!cell) {
        const mode = 'weight' in share ? 'weight' : 'amount';
        const cells = { funderName, legal, form, mode, ...share } as const;
        addSource(doc, { cells }, origin);
        return;
      }
      // A weight follows what the others leave: it cannot be held.
      if ('weight' in share && cell.locked) setSourceLock(doc, cell.sourceId, null, origin);
      setSourceShare(doc, cell.sourceId, share, origin);
    });
  }

  clear(line: MatrixLine, partnerId: string): void {
    const cell = line.cells.get(partnerId);
    if (!cell) return;
    this.draft = null;
    this.write(line, partnerId, cell.mode === 'weight' ? { weight: 0 } : { amountMinor: '0' });
  }

  /** Held at what it has now, or let go. */
  lock({ partnerId, sourceId, locked, amount }: MatrixCell): void {
    const lock = locked ? null : { amountMinor: amount.toString() };
    this.#step([partnerId], (doc, origin) => setSourceLock(doc, sourceId, lock, origin));
  }

  set<F extends keyof SourceCells>(cell: MatrixCell, field: F, value: SourceCells[F]): void {
    this.#step([cell.partnerId], (doc, origin) =>
      setSourceCell(doc, cell.sourceId, field, value, origin),
    );
  }

  /** The whole line at once, as far as this person may write it. */
  rename({ cells }: MatrixLine, funderName: string): void {
    this.#step([...cells.keys()], (doc, origin, partnerId) => {
      const sourceId = cells.get(partnerId)?.sourceId ?? '';
      setSourceCell(doc, sourceId, 'funderName', funderName, origin);
    });
  }

  remove({ partnerId, sourceId }: MatrixCell): void {
    this.#step([partnerId], (doc, origin) => removeSource(doc, sourceId, origin));
  }

  /** The id of the new source. */
  add(partnerId: string, funderName: string): string {
    let id = '';
    this.#step([partnerId], (doc, origin) => {
      id = addSource(doc, { cells: { funderName, mode: 'amount' } }, origin);
    });
    return id;
  }

  /** MO16, DO6: one step for all the partners whose sources move. */
  balance({ parts }: BalancePlan): void {
    const changes = new Map(parts.map((part) => [part.partnerId, part.changes]));
    this.#step([...changes.keys()], (doc, origin, partnerId) => {
      const amounts = (changes.get(partnerId) ?? []).map(({ sourceId, to }) => {
        return { sourceId, amountMinor: to.toString() };
      });
      setSourceAmounts(doc, amounts, origin);
    });
  }

  undo(): void {
    this.#undo.undo();
    this.#learn();
  }

  redo(): void {
    this.#undo.redo();
    this.#learn();
  }

  #step(partnerIds: readonly string[], write: Write): void {
    const docs = new Map<string, Y.Doc>();
    for (const id of partnerIds) {
      const live = this.#documentOf(id);
      if (live?.writable) docs.set(id, live.doc);
    }
    this.#undo.step(docs, (doc, id, origin) => write(doc, origin, id));
    this.#learn();
  }

  #learn(): void {
    this.canUndo = this.#undo.canUndo;
    this.canRedo = this.#undo.canRedo;
  }
}
