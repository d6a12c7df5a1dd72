/** Work that is put off, each kind at most once at a time. */
export class Timers {
  readonly #running = new Map<string, ReturnType<typeof setTimeout>>();
  #ended = false;

  later(what: string, ms: number, work: () => void): void {
    if (this.#running.has(what) || this.#ended) return;
    const timer = setTimeout(() => {
      this.#running.delete(what);
      work();
    }, ms);
    this.#running.set(what, timer);
  }

  cancel(what: string): void {
    clearTimeout(this.#running.get(what));
    this.#running.delete(what);
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}
