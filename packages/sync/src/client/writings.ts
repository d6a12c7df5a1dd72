import * as Y from 'yjs';

/** Something that somebody wrote, readable without the document that it stood in. */
export type Writing =
  | { kind: 'text'; text: string }
  /** `field`: its key in a map; null where only the document knew. */
  | { kind: 'value'; field: string | null; value: string };

interface Link {
  next: Piece | null;
}

/** What one clientID wrote in one go, or a part of it where something was written in between. */
interface Piece extends Link {
  item: Y.Item;
  from: number;
  to: number;
  before: Link | null;
}

/** What stands in one place, in its order; what others have between it is not known here. */
interface Line extends Link {
  /** What it stands in: a root's name, or the id of something written; null where only the document knew. */
  parent: unknown;
  field: string | null;
}

type Gone = (id: Y.ID) => boolean;

/**
 * What these updates wrote and did not delete again, but for what a document shows of it. What they follow
 * need not be there, and nothing of it comes out: they hold their author's own words alone.
 */
export function writingsIn(updates: readonly Uint8Array[], shownIn?: Y.Doc): Writing[] {
  const decoded = updates.map((update) => Y.decodeUpdate(update));
  const deleted = Y.mergeDeleteSets(decoded.map(({ ds }) => ds));
  const gone: Gone = (id) =>
    Y.isDeleted(deleted, id) || (shownIn !== undefined && isShown(shownIn, id));
  const items = decoded.flatMap(({ structs }) =>
    structs.filter((struct) => struct instanceof Y.Item),
  );
  return [...new Lines(items).read(gone)];
}

function isShown({ store }: Y.Doc, id: Y.ID): boolean {
  return Y.getState(store, id.client) > id.clock && !Y.getItem(store, id).deleted;
}

/** Brings what was written into the order in which it reads, as far as one piece follows another. */
class Lines {
  /** In the order in which they were begun. */
  readonly #lines: Line[] = [];
  /** Those that stand in something written, by its id; the others under ''. */
  readonly #within: Map<string, Line[]>;
  /** By clientID, what has its place, by clock. */
  readonly #placed = new Map<number, Piece[]>();
  /** And what has none yet, the next one last. */
  readonly #waiting = new Map<number, Piece[]>();

  constructor(items: readonly Y.Item[]) {
    for (const [client, own] of Map.groupBy(items, ({ id }) => id.client)) {
      this.#placed.set(client, []);
      this.#waiting.set(client, piecesOf(own).reverse());
    }
    for (const client of this.#waiting.keys()) this.#placeUpTo(client, Number.POSITIVE_INFINITY);
    this.#within = Map.groupBy(this.#lines, ({ parent }) =>
      parent instanceof Y.ID && this.#indexOf(parent) !== -1 ? nameOf(parent) : '',
    );
  }

  #placeUpTo(client: number, clock: number): void {
    const waiting = this.#waiting.get(client);
    while (waiting?.length && waiting.at(-1)!.from <= clock) this.#place(waiting.pop()!);
  }

  #place(piece: Piece): void {
    const { id, origin, rightOrigin } = piece.item;
    // What is left of something that came twice follows the part that came first.
    const left = piece.from > id.clock ? Y.createID(id.client, piece.from - 1) : origin;
    const before =
      (left && this.#endingWith(left)) ??
      (rightOrigin && this.#beginningWith(rightOrigin)?.before) ??
      this.#begin(piece.item);
    link(before, piece);
    this.#placed.get(id.client)!.push(piece);
  }

  #begin({ parent, parentSub }: Y.Item): Line {
    const line: Line = { next: null, parent, field: parentSub };
    this.#lines.push(line);
    return line;
  }

  #endingWith(id: Y.ID): Piece | null {
    const at = this.#indexOf(id);
    if (at === -1) return null;
    const pieces = this.#placed.get(id.client)!;
    cut(pieces, at, id.clock + 1);
    return pieces[at]!;
  }

  #beginningWith(id: Y.ID): Piece | null {
    const at = this.#indexOf(id);
    if (at === -1) return null;
    const pieces = this.#placed.get(id.client)!;
    cut(pieces, at, id.clock);
    return pieces[at]!.from === id.clock ? pieces[at]! : pieces[at + 1]!;
  }

  /** Among the pieces of its clientID; -1 when it was not written here. */
  #indexOf({ client, clock }: Y.ID): number {
    this.#placeUpTo(client, clock);
    const pieces = this.#placed.get(client) ?? [];
    let low = 0;
    let high = pieces.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { from, to } = pieces[middle]!;
      if (clock < from) high = middle - 1;
      else if (clock >= to) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  *read(gone: Gone, within = ''): Generator<Writing> {
    for (const line of this.#within.get(within) ?? []) yield* this.#readLine(line, gone);
  }

  *#readLine(line: Line, gone: Gone): Generator<Writing> {
    let text = '';
    for (let piece = line.next; piece !== null; piece = piece.next) {
      if (piece.item.content instanceof Y.ContentString) {
        text += textIn(piece, piece.item.content.str, gone);
        continue;
      }
      const others = [...this.#othersIn(piece, line, gone)];
      if (others.length === 0) continue;
      yield* asText(text);
      yield* others;
      text = '';
    }
    yield* asText(text);
  }

  *#othersIn(piece: Piece, { field }: Line, gone: Gone): Generator<Writing> {
    const { content, id } = piece.item;
    if (content instanceof Y.ContentType) yield* this.read(gone, nameOf(id));
    if (content instanceof Y.ContentAny) {
      for (const value of valuesIn(piece, content.arr, gone)) yield { kind: 'value', field, value };
    }
  }
}

/** By clock; of what came twice the rest. */
function piecesOf(items: readonly Y.Item[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const item of items.toSorted((a, b) => a.id.clock - b.id.clock)) {
    const from = Math.max(end, item.id.clock);
    const to = item.id.clock + item.length;
    if (to <= from) continue;
    pieces.push({ item, from, to, before: null, next: null });
    end = to;
  }
  return pieces;
}

function link(before: Link, piece: Piece): void {
  piece.before = before;
  piece.next = before.next;
  if (before.next) before.next.before = piece;
  before.next = piece;
}

function cut(pieces: Piece[], at: number, clock: number): void {
  const piece = pieces[at]!;
  if (clock <= piece.from || clock >= piece.to) return;
  const rest: Piece = { item: piece.item, from: clock, to: piece.to, before: null, next: null };
  piece.to = clock;
  link(piece, rest);
  pieces.splice(at + 1, 0, rest);
}

const nameOf = ({ client, clock }: Y.ID) => `${client}.${clock}`;

function* kept<T>({ item, from, to }: Piece, content: ArrayLike<T>, gone: Gone): Generator<T> {
  const { client, clock } = item.id;
  for (let at = from; at < to; at++) {
    if (!gone(Y.createID(client, at))) yield content[at - clock]!;
  }
}

const textIn = (piece: Piece, text: string, gone: Gone) => [...kept(piece, text, gone)].join('');

function* valuesIn(piece: Piece, values: readonly unknown[], gone: Gone): Generator<string> {
  for (const value of kept(piece, values, gone)) {
    if (value === null || value === undefined || value === '') continue;
    yield typeof value === 'object' ? JSON.stringify(value, withoutBigInt) : String(value);
  }
}

const withoutBigInt = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? String(value) : value;

function* asText(text: string): Generator<Writing> {
  // Something may have been deleted or written in the middle of a pair of surrogates.
  if (text !== '') yield { kind: 'text', text: text.toWellFormed() };
}
