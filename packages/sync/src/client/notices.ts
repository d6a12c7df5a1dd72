interface Observed {
  readonly listeners: Set<() => void>;
}

/** Listeners hear of all changes of one turn together. */
export class Notices implements Observed {
  readonly listeners = new Set<() => void>();
  readonly #changed = new Set<Observed>();
  #telling = false;

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something has changed as a whole, and perhaps in one of its parts. */
  of(part?: Observed): void {
    if (part) this.#changed.add(part);
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      const changed = [...this.#changed, this];
      this.#changed.clear();
      for (const each of changed) for (const listener of [...each.listeners]) listener();
    });
  }
}
