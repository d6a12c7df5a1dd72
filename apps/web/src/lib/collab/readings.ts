import { type BudgetReading, readBudget } from '@samspel/documents/budget-document';
import { type CofundingReading, readCofunding } from '@samspel/documents/cofunding-document';
import { type NarrativeReading, readNarrative } from '@samspel/documents/narrative-document';
import { readWorkplan, type WorkplanReading } from '@samspel/documents/workplan-document';
import type { DocumentView } from '@samspel/domain/proposal/proposal-view';
import type * as Y from 'yjs';

export interface ReadableDocument {
  readonly kind: DocumentView['kind'];
  readonly part: string | null;
  /** What everybody has: without edits that the server did not take. */
  readonly settled: Y.Doc;
}

/** What the documents say now, by section key and partner id. */
export interface Readings {
  narrative: ReadonlyMap<string, NarrativeReading>;
  budget: ReadonlyMap<string, BudgetReading>;
  cofunding: ReadonlyMap<string, CofundingReading>;
  /** Null until it has come. */
  workplan: WorkplanReading | null;
}

/** Reads each document again only after it changed: a keystroke costs one document, not all. */
export class ReadingMemo {
  readonly #narrative = new Map<string, NarrativeReading>();
  readonly #budget = new Map<string, BudgetReading>();
  readonly #cofunding = new Map<string, CofundingReading>();
  #workplan: WorkplanReading | null = null;
  readonly #stale = new Set<ReadableDocument>();

  get current(): Readings {
    return {
      narrative: this.#narrative,
      budget: this.#budget,
      cofunding: this.#cofunding,
      workplan: this.#workplan,
    };
  }

  outdate(document: ReadableDocument): void {
    this.#stale.add(document);
  }

  forget(document: ReadableDocument): void {
    this.#stale.delete(document);
    const part = document.part ?? '';
    if (document.kind === 'workplan') this.#workplan = null;
    if (document.kind === 'narrative') this.#narrative.delete(part);
    if (document.kind === 'budget') this.#budget.delete(part);
    if (document.kind === 'cofunding') this.#cofunding.delete(part);
  }

  refresh(): void {
    for (const document of this.#stale) {
      const { kind, part } = document;
      if (kind === 'workplan') this.#workplan = readWorkplan(document.settled);
      if (part === null || kind === 'people') continue;
      const doc = document.settled;
      if (kind === 'narrative') this.#narrative.set(part, readNarrative(doc, part));
      if (kind === 'budget') this.#budget.set(part, readBudget(doc, part));
      if (kind === 'cofunding') this.#cofunding.set(part, readCofunding(doc, part));
    }
    this.#stale.clear();
  }
}
