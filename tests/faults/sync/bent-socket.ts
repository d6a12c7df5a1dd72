/** What a line makes of messages; each may become none, another, or several. */
export interface Bend {
  sent?(message: Uint8Array): Uint8Array[];
  heard?(message: Uint8Array): Uint8Array[];
}

/** A WebSocket as clients use it, with somebody in the middle. `hear` says something to the client. */
export function bentSocket(bend: (hear: (message: Uint8Array) => void) => Bend): typeof WebSocket {
  class BentSocket {
    readonly #real: WebSocket;
    readonly #bend: Bend;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
    onerror: (() => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;

    constructor(url: string, protocols: string[]) {
      this.#bend = bend((message) => this.#hear(message));
      this.#real = new WebSocket(url, protocols);
      this.#real.binaryType = 'arraybuffer';
      this.#real.onopen = () => this.onopen?.();
      this.#real.onerror = () => this.onerror?.();
      this.#real.onclose = ({ code }) => this.onclose?.({ code });
      this.#real.onmessage = ({ data }) => {
        const message = new Uint8Array(data as ArrayBuffer);
        for (const each of this.#bend.heard?.(message) ?? [message]) this.#hear(each);
      };
    }

    get protocol(): string {
      return this.#real.protocol;
    }

    #hear(message: Uint8Array): void {
      this.onmessage?.({ data: Uint8Array.from(message).buffer });
    }

    send(message: Uint8Array): void {
      for (const each of this.#bend.sent?.(message) ?? [message]) {
        this.#real.send(Uint8Array.from(each));
      }
    }

    close(): void {
      this.#real.close();
    }
  }
  return BentSocket as unknown as typeof WebSocket;
}
