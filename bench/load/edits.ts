import * as Y from 'yjs';
import { Reader, Writer } from './bytes.ts';

/** Where every workload writes. */
export const textRoot = 'text';
export const cellsRoot = 'cells';

const contentString = 4;
const hasOrigin = 0x80;

/**
 * The update that Yjs makes when a person types on behind what they typed before, byte for byte (a test
 * compares), without a document: so the load costs the same whatever server it is for.
 */
export function typed(client: number, clock: number, text: string): Uint8Array {
  const update = new Writer().uint(1).uint(1).uint(client).uint(clock);
  if (clock === 0) update.byte(contentString).uint(1).string(textRoot);
  else {
    update
      .byte(contentString | hasOrigin)
      .uint(client)
      .uint(clock - 1);
  }
  return update.string(text).uint(0).done();
}

/** A person who fills in cells of a grid, over and over, as Yjs encodes it. */
export class CellWriter {
  readonly #doc = new Y.Doc();
  readonly #cells: number;
  #update: Uint8Array = new Uint8Array();

  constructor(client: number, cells: number) {
    this.#doc.clientID = client;
    this.#cells = cells;
    this.#doc.on('update', (update: Uint8Array) => {
      this.#update = update;
    });
  }

  next(edit: number): Uint8Array {
    this.#doc.getMap(cellsRoot).set(`cell-${(edit * 7) % this.#cells}`, edit * 100);
    return this.#update;
  }
}

/** The awareness message of one person: their name and where their cursor stands. */
export function cursor(client: number, clock: number): Uint8Array {
  const at = { type: null, tname: textRoot, item: { client, clock }, assoc: 0 };
  const state = { user: { name: `Person ${client}`, color: '#225588' }, anchor: at, head: at };
  return new Writer().uint(1).uint(client).uint(clock).string(JSON.stringify(state)).done();
}

/** Of an awareness message: who moved, and how often they have. */
export function readCursors(states: Uint8Array, moved: (client: number, clock: number) => void) {
  const reader = new Reader(states);
  for (let left = reader.uint(); left > 0; left--) {
    const client = reader.uint();
    const clock = reader.uint();
    if (reader.bytes().length > 4) moved(client, clock);
  }
}

/** Up to which clock an update brings whom. Servers may merge updates: clocks count all the same. */
export function readProgress(update: Uint8Array, reached: (client: number, to: number) => void) {
  if (readTyped(update, reached)) return;
  for (const [client, to] of Y.parseUpdateMeta(update).to) reached(client, to);
}

/** The shape that nearly all updates have: one character by one person, behind their last one. */
function readTyped(update: Uint8Array, reached: (client: number, to: number) => void): boolean {
  if (update.length < 12 || update.length > 32 || update[0] !== 1 || update[1] !== 1) return false;
  const reader = new Reader(update);
  reader.at = 2;
  const client = reader.uint();
  const clock = reader.uint();
  if (update[reader.at++] !== (contentString | hasOrigin)) return false;
  reader.uint();
  reader.uint();
  const { at } = reader;
  if (update[at] !== 1 || update[at + 2] !== 0 || at + 3 !== update.length) return false;
  reached(client, clock + 1);
  return true;
}
