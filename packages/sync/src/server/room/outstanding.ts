/** A seat's messages that are not answered yet, in the order in which they came. */
export class Outstanding {
  #messages: number[] = [];
  /** Of them are answered, from the first; and settled, and not answered yet. */
  #answered = 0;
  #settled = 0;
  /** Settled before one that came earlier: how many of each number. */
  readonly #early = new Map<number, number>();

  received(message: number): void {
    this.#messages.push(message);
  }

  settled(message: number): void {
    if (this.#messages[this.#settled] !== message) {
      this.#early.set(message, (this.#early.get(message) ?? 0) + 1);
      return;
    }
    this.#settled += 1;
    while (this.#early.size > 0 && this.#wasEarly()) this.#settled += 1;
  }

  #wasEarly(): boolean {
    const message = this.#messages[this.#settled];
    const times = message === undefined ? 0 : (this.#early.get(message) ?? 0);
    if (times > 1) this.#early.set(message!, times - 1);
    else if (times === 1) this.#early.delete(message!);
    return times > 0;
  }

  /** The last one up to which all is settled; null when that is no news. */
  answer(): number | null {
    if (this.#settled === this.#answered) return null;
    const last = this.#messages[this.#settled - 1]!;
    this.#answered = this.#settled;
    // What is moved up is never more than what goes.
    if (this.#answered * 2 >= this.#messages.length) {
      this.#messages.splice(0, this.#answered);
      this.#answered = 0;
      this.#settled = 0;
    }
    return last;
  }
}
