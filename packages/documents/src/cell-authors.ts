import * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';
import { newDocument } from './open-document.ts';

/**
 * DO7: who changed which cell last, from a log that is read from its beginning. A cell's address is
 * `lines/<row>/quantity`, or `flat/model` where the root itself has the registers; a row that was
 * added whole has one of its own, `lines/<row>`. What did not change a value changed nothing, though
 * it wrote: of two who write at once only the one whose value stands is named.
 */
export class CellAuthors<W> {
  readonly #doc: Y.Doc;
  readonly #latest = new Map<string, W>();
  #by: W | null = null;

  constructor(kind: Exclude<DocumentKind, 'narrative'>) {
    this.#doc = newDocument(kind);
    for (const root of documentKinds[kind].roots) {
      this.#doc.getMap(root).observeDeep((events) => {
        for (const event of events) this.#note([root, ...event.path], event);
      });
    }
  }

  /** What was there before anybody is to be named for it. */
  begin(updates: readonly Uint8Array[]): void {
    this.#by = null;
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
  }

  take(update: Uint8Array, by: W): void {
    this.#by = by;
    Y.applyUpdate(this.#doc, update);
  }

  get latest(): ReadonlyMap<string, W> {
    return this.#latest;
  }

  #note(path: readonly (string | number)[], event: Y.YEvent<Y.AbstractType<unknown>>): void {
    if (this.#by === null) return;
    for (const [field, { action, oldValue }] of event.changes.keys) {
      const value = event.target instanceof Y.Map ? event.target.get(field) : undefined;
      if (action === 'update' && value === oldValue) continue;
      this.#latest.set([...path, field].join('/'), this.#by);
    }
  }
}
