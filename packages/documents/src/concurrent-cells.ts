import * as Y from 'yjs';
import { type CellConflict, type CellPlace, isCellValue } from './cell-conflict.ts';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';

export interface ConcurrentCell extends CellConflict {
  /** Who wrote the other value, by clientID: presence knows the name. */
  by: number;
  /** Whose value the merge kept. */
  stands: 'mine' | 'theirs';
  /** The author was away when writing: then theirs is to stand, whatever the merge kept. */
  away: boolean;
}

export interface Author {
  /** Others see at once what is written now. */
  online(): boolean;
  /** From which clock on, by clientID, edits of this device have not been taken by the server. */
  unsentClocks(): ReadonlyMap<number, number>;
}

/**
 * DO4: tells what others wrote into cells without having seen what this person wrote there. Yjs decides
 * between such values by client id, not by time. Two writings are concurrent when neither is among the
 * origins of the other; the value that lost can be read until the end of its transaction only.
 */
export function watchConcurrentCells(
  doc: Y.Doc,
  kind: DocumentKind,
  author: Author,
  tell: (cells: ConcurrentCell[]) => void,
): () => void {
  if (kind === 'narrative') return () => {};
  const watch = new Watch(doc, documentKinds[kind].roots, author);
  const look = (transaction: Y.Transaction) => {
    const cells = watch.look(transaction);
    if (cells.length > 0) tell(cells);
  };
  doc.on('afterTransaction', look);
  return () => doc.off('afterTransaction', look);
}

class Watch {
  readonly #doc: Y.Doc;
  readonly #roots: readonly string[];
  readonly #author: Author;
  /** Cells whose latest own value was written while away. */
  readonly #away = new Set<string>();
  #unsent: ReadonlyMap<number, number> = new Map();

  constructor(doc: Y.Doc, roots: readonly string[], author: Author) {
    this.#doc = doc;
    this.#roots = roots;
    this.#author = author;
  }

  look(transaction: Y.Transaction): ConcurrentCell[] {
    const found: ConcurrentCell[] = [];
    const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
    const byOthers = [...transaction.afterState].some(
      ([client, clock]) =>
        client !== this.#doc.clientID && clock > (transaction.beforeState.get(client) ?? 0),
    );
    this.#unsent = byOthers ? this.#author.unsentClocks() : new Map();
    for (const { place, registers } of this.#touched(transaction)) {
      // Two orders are no disagreement that a person could settle: the merge keeps one of them.
      if (place.field === 'order') continue;
      const written = writings(registers, place.field);
      const head = written[0];
      if (!head) continue;
      if (head.id.client === this.#doc.clientID && isNew(head)) this.#wrote(place);
      const cell =
        this.#conflict(place, written, isNew) ??
        (isNew(head) ? this.#removal(place, head, registers) : null);
      if (cell) found.push(cell);
    }
    return found;
  }

  /** Others removed the row while the author, away, wrote in it: mine is that it stays. */
  #removal(place: CellPlace, head: Y.Item, registers: Y.Map<unknown>): ConcurrentCell | null {
    if (place.rowId === null || place.field !== 'deleted') return null;
    if (contentOf(head) !== true || this.#isMine(head)) return null;
    if (!this.#wroteIn(place.root, place.rowId, registers)) return null;
    const by = head.id.client;
    return { ...place, mine: false, theirs: true, by, stands: 'theirs', away: true };
  }

  #conflict(
    place: CellPlace,
    written: readonly Y.Item[],
    isNew: (item: Y.Item) => boolean,
  ): ConcurrentCell | null {
    const [head] = written;
    const mine = written.find((item) => this.#isMine(item));
    const theirs = written.find((item) => !this.#isMine(item) && isCellValue(contentOf(item)));
    if (!head || !mine || !theirs || !(isNew(mine) || isNew(theirs))) return null;
    if (head !== mine && head !== theirs) return null;
    if (this.#saw(mine, theirs) || this.#saw(theirs, mine)) return null;
    const [own, other] = [contentOf(mine), contentOf(theirs)];
    if (own === other || !isCellValue(own) || !isCellValue(other)) return null;
    const away = mine.id.client !== this.#doc.clientID || this.#away.has(addressOf(place));
    const stands = head === mine ? 'mine' : 'theirs';
    // Both were here: it is the other whose value was overwritten, and whose screen says so.
    if (stands === 'mine' && !away) return null;
    return { ...place, mine: own, theirs: other, by: theirs.id.client, stands, away };
  }

  #wrote(place: CellPlace): void {
    if (this.#author.online()) this.#away.delete(addressOf(place));
    else this.#away.add(addressOf(place));
  }

  #wroteIn(root: string, rowId: string, registers: Y.Map<unknown>): boolean {
    for (const field of registers._map.keys()) {
      if (this.#away.has(addressOf({ root, rowId, field }))) return true;
      if (writings(registers, field).some((item) => this.#isLeft(item))) return true;
    }
    return false;
  }

  #isMine(item: Y.Item): boolean {
    return item.id.client === this.#doc.clientID || this.#isLeft(item);
  }

  /** Left on this device by an earlier life of the page, and not taken by the server yet. */
  #isLeft({ id }: Y.Item): boolean {
    const from = this.#unsent.get(id.client);
    return id.client !== this.#doc.clientID && from !== undefined && id.clock >= from;
  }

  /** Whether the author of `later` had `earlier` on the screen: each writing names the one it replaced. */
  #saw(later: Y.Item, earlier: Y.Item): boolean {
    for (let id = later.origin; id !== null; ) {
      if (id.client === earlier.id.client && id.clock >= earlier.id.clock) return true;
      const before: unknown = Y.getItem(this.#doc.store, id);
      id = before instanceof Y.Item ? before.origin : null;
    }
    return false;
  }

  /** Registers that the transaction wrote to; all of them where edits of an earlier page wait. */
  #touched(transaction: Y.Transaction): Register[] {
    const fields = (registers: Y.Map<unknown>, root: string, rowId: string | null) => {
      const all = [...this.#unsent.keys()].some((client) => client !== this.#doc.clientID);
      const names = all
        ? registers._map.keys()
        : (transaction.changed.get(registers as never) ?? []);
      const places: Register[] = [];
      for (const field of names) {
        if (field !== null) places.push({ place: { root, rowId, field }, registers });
      }
      return places;
    };
    return this.#roots.flatMap((root) => {
      const rows = this.#doc.getMap(root);
      const found = fields(rows, root, null);
      rows.forEach((row, rowId) => {
        if (row instanceof Y.Map) found.push(...fields(row, root, rowId));
      });
      return found;
    });
  }
}

interface Register {
  place: CellPlace;
  registers: Y.Map<unknown>;
}

const addressOf = ({ root, rowId, field }: CellPlace) => `${root}/${rowId ?? ''}/${field}`;

/** All that was ever written into a register, the value that stands first. */
function writings(registers: Y.Map<unknown>, field: string): Y.Item[] {
  const items: Y.Item[] = [];
  for (let item = registers._map.get(field) ?? null; item !== null; item = item.left) {
    items.push(item);
  }
  return items;
}

/** Undefined when it was forgotten, as values that were replaced long ago are. */
function contentOf(item: Y.Item): unknown {
  if (!(item.content instanceof Y.ContentAny)) return undefined;
  return item.content.arr.at(-1);
}
