import { openUndo } from '@samspel/documents/undo';
import type * as Y from 'yjs';

type Item = Y.UndoManager['undoStack'][number];

interface Part {
  manager: Y.UndoManager;
  /** The manager's own entry: it drops what others have overwritten, and is then asked no more. */
  item: Item | undefined;
}

interface Known {
  doc: Y.Doc;
  manager: Y.UndoManager;
}

/**
 * One person's steps over several documents: what was done in one go, at however many partners, is
 * taken back in one go, and nothing that anybody else did.
 */
export class MatrixUndo {
  readonly #origin = { cofunding: 'mine' };
  readonly #known = new Map<string, Known>();
  #done: Part[][] = [];
  #undone: Part[][] = [];

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Writes in the named documents; the writers take the origin. */
  step(
    docs: ReadonlyMap<string, Y.Doc>,
    write: (doc: Y.Doc, name: string, origin: unknown) => void,
  ): void {
    const written: Part[] = [];
    for (const [name, doc] of docs) {
      const manager = this.#managerOf(name, doc);
      manager.stopCapturing();
      const before = manager.undoStack.length;
      write(doc, name, this.#origin);
      if (manager.undoStack.length > before)
        written.push({ manager, item: manager.undoStack.at(-1) });
    }
    if (written.length === 0) return;
    this.#done.push(written);
    this.#undone = [];
  }

  undo(): void {
    const step = this.#done.pop();
    if (!step) return;
    const undone = step
      .filter(({ manager, item }) => manager.undoStack.at(-1) === item)
      .map(({ manager }) => {
        manager.undo();
        return { manager, item: manager.redoStack.at(-1) };
      });
    if (undone.length > 0) this.#undone.push(undone);
  }

  redo(): void {
    const step = this.#undone.pop();
    if (!step) return;
    const done = step
      .filter(({ manager, item }) => manager.redoStack.at(-1) === item)
      .map(({ manager }) => {
        manager.redo();
        return { manager, item: manager.undoStack.at(-1) };
      });
    if (done.length > 0) this.#done.push(done);
  }

  destroy(): void {
    for (const { manager } of this.#known.values()) manager.destroy();
    this.#known.clear();
  }

  // A document that the server replaced has no steps of ours left to take back.
  #managerOf(name: string, doc: Y.Doc): Y.UndoManager {
    const known = this.#known.get(name);
    if (known?.doc === doc) return known.manager;
    if (known) this.#forget(known.manager);
    const manager = openUndo(doc, 'cofunding', this.#origin);
    this.#known.set(name, { doc, manager });
    return manager;
  }

  #forget(gone: Y.UndoManager): void {
    gone.destroy();
    const without = (steps: Part[][]) =>
      steps
        .map((step) => step.filter(({ manager }) => manager !== gone))
        .filter((step) => step.length > 0);
    this.#done = without(this.#done);
    this.#undone = without(this.#undone);
  }
}
