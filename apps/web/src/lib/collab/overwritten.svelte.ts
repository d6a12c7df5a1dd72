import { type CellPlace, keepTheirs, takeMine, valueAt } from '@samspel/documents/cell-conflict';
import type { ConcurrentCell } from '@samspel/documents/concurrent-cells';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { authorOf } from './presence.ts';

export interface WritableDocument {
  readonly name: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly readable: boolean;
  readonly writable: boolean;
}

/** A cell of this person's that somebody overwrote without having seen it, until it is decided. */
export interface OverwrittenCell {
  id: string;
  document: string;
  place: CellPlace;
  mine: string | number | boolean | null;
  by: number;
  author: { personId: string; name: string } | null;
  /** This person was offline then. */
  away: boolean;
  /** Server time (ms) at which it was met. */
  at: number;
}

// Somebody back from offline first sends what they wrote, and then gives way: that is no overwriting.
const patienceMs = 1200;

export class Overwritten {
  all = $state.raw<readonly OverwrittenCell[]>([]);
  readonly #now: () => number;
  readonly #changed: (all: readonly OverwrittenCell[]) => void;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(now: () => number, changed: (all: readonly OverwrittenCell[]) => void) {
    this.#now = now;
    this.#changed = changed;
  }

  /** DO4: on return the others' values stand; those who are online are told what was overwritten. */
  meet(document: WritableDocument, cells: readonly ConcurrentCell[]): void {
    // Where one may not write any more, one's edits come back as refused.
    if (!document.writable) return;
    keepTheirs(
      document.doc,
      cells.filter(({ stands, away }) => away && stands === 'mine'),
    );
    this.#add(
      document,
      cells.filter(({ away }) => away),
    );
    const here = cells.filter(({ away }) => !away);
    if (here.length === 0) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#add(document, here);
    }, patienceMs);
    this.#timers.add(timer);
  }

  #add(document: WritableDocument, cells: readonly ConcurrentCell[]): void {
    const fresh = cells
      .filter((cell) => valueAt(document.doc, cell) !== cell.mine)
      .flatMap((cell) => entryOf(document, cell, this.#now()));
    if (fresh.length === 0) return;
    const ids = new Set(fresh.map(({ id }) => id));
    this.#set([...this.all.filter(({ id }) => !ids.has(id)), ...fresh]);
  }

  /** Those of an earlier life of the page. */
  begin(left: readonly OverwrittenCell[]): void {
    const known = new Set(this.all.map(({ id }) => id));
    this.#set([...left.filter(({ id }) => !known.has(id)), ...this.all]);
  }

  useMine(entry: OverwrittenCell, document: WritableDocument): void {
    const theirs = valueAt(document.doc, entry.place);
    takeMine(document.doc, { ...entry.place, mine: entry.mine, theirs });
    this.settle(entry);
  }

  settle(...entries: readonly OverwrittenCell[]): void {
    const ids = new Set(entries.map(({ id }) => id));
    this.#set(this.all.filter(({ id }) => !ids.has(id)));
  }

  /** After anything changed: what stands again as this person wrote it is no matter any more. */
  review(documents: ReadonlyMap<string, WritableDocument>): void {
    if (this.all.length === 0) return;
    this.settle(
      ...this.all.filter(({ document, place, mine }) => {
        const live = documents.get(document);
        return live?.readable && valueAt(live.doc, place) === mine;
      }),
    );
  }

  /** Names come with presence, which comes after the edits. */
  learnNames(documents: ReadonlyMap<string, WritableDocument>): void {
    if (this.all.every(({ author }) => author !== null)) return;
    this.#set(
      this.all.map((entry) => {
        const live = documents.get(entry.document);
        if (entry.author || !live) return entry;
        return { ...entry, author: authorOf(live.awareness, entry.by) };
      }),
    );
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #set(all: readonly OverwrittenCell[]): void {
    const same = all.length === this.all.length && all.every((entry, at) => entry === this.all[at]);
    if (same) return;
    this.all = all;
    this.#changed(all);
  }
}

function entryOf(live: WritableDocument, cell: ConcurrentCell, at: number): OverwrittenCell[] {
  const { root, rowId, field, mine, by, away } = cell;
  if (mine === undefined) return [];
  const id = `${live.name}#${root}/${rowId ?? ''}/${field}`;
  const author = authorOf(live.awareness, by);
  return [{ id, document: live.name, place: { root, rowId, field }, mine, by, author, away, at }];
}
