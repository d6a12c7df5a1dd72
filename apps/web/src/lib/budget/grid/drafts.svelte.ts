import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import type { CellFault } from './cell-input.ts';
import { Keyed } from './keyed.svelte.ts';
import { type CellAddress, cellKey } from './navigation.ts';

export interface Draft {
  text: string;
  fault: CellFault;
}

class Held {
  all = $state.raw<ReadonlyMap<string, Draft>>(new Map());
}

// One may look elsewhere in the workspace before mending: a document outlives its grid, and its next grid may
// be there before the last one is gone.
const held = new WeakMap<LiveDocument, Held>();

/**
 * What was typed and is not in the document: it stays where it was typed until it is mended or given up. Made
 * while a component is set up.
 */
export class Drafts {
  /** Of each cell by itself. */
  readonly #each = new Keyed<Draft>();
  readonly #held: Held;

  constructor(live: LiveDocument) {
    this.#held = held.get(live) ?? new Held();
    held.set(live, this.#held);
    this.#each.set(this.#held.all);
    $effect.pre(() => this.#each.set(this.#held.all));
  }

  /** By the cells' keys. */
  get all(): ReadonlyMap<string, Draft> {
    return this.#held.all;
  }

  at(cell: CellAddress): Draft | undefined {
    return this.#each.at(cellKey(cell));
  }

  keep(cell: CellAddress, draft: Draft): void {
    this.#hold(new Map(this.all).set(cellKey(cell), draft));
  }

  drop(cell: CellAddress): void {
    if (!this.all.has(cellKey(cell))) return;
    const drafts = new Map(this.all);
    drafts.delete(cellKey(cell));
    this.#hold(drafts);
  }

  #hold(drafts: ReadonlyMap<string, Draft>): void {
    this.#held.all = drafts;
    this.#each.set(drafts);
  }
}
