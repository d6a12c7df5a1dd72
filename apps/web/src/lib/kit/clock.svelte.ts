/** The server's clock as this screen knows it: deadlines are decided there, never by the device. */
class ServerClock {
  #offsetMs = $state(0);
  #now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;
  #readers = 0;

  /** Milliseconds to add to the device's clock. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  learn(serverIso: string): void {
    const server = Date.parse(serverIso);
    if (Number.isNaN(server)) return;
    this.#offsetMs = server - Date.now();
    this.#now = server;
  }

  /** Ticks once a second while somebody watches; read it inside $derived or a template. */
  get now(): number {
    return this.#now;
  }

  /** Call from $effect; returns its own undoing. */
  watch(): () => void {
    this.#readers += 1;
    this.#tick();
    this.#timer ??= setInterval(() => this.#tick(), 1000);
    return () => {
      this.#readers -= 1;
      if (this.#readers > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #tick(): void {
    this.#now = Date.now() + this.#offsetMs;
  }
}

export const clock = new ServerClock();
