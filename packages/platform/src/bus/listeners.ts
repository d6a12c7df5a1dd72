import type { BytesListener, Listener } from './bus.ts';

/** Who listens to what inside one process. A listener that throws never keeps a message from the next. */
export class Listeners {
  readonly #byTopic = new Map<string, Set<BytesListener>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** True when the topic had no listener before. */
  add(topic: string, listener: BytesListener): boolean {
    const listeners = this.#byTopic.get(topic);
    if (listeners) {
      listeners.add(listener);
      return false;
    }
    this.#byTopic.set(topic, new Set([listener]));
    return true;
  }

  /** True when the topic has no listener left. */
  remove(topic: string, listener: BytesListener): boolean {
    const listeners = this.#byTopic.get(topic);
    if (!listeners?.delete(listener) || listeners.size > 0) return false;
    this.#byTopic.delete(topic);
    return true;
  }

  topics(): string[] {
    return [...this.#byTopic.keys()];
  }

  clear(): void {
    this.#byTopic.clear();
  }

  deliver(topic: string, bytes: Uint8Array): void {
    for (const listener of [...(this.#byTopic.get(topic) ?? [])]) {
      try {
        listener(bytes, topic);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** Each listener reads its own copy: what one changes, another does not see. */
export const readingJson =
  (listener: Listener): BytesListener =>
  (bytes, topic) =>
    listener(JSON.parse(Buffer.from(bytes).toString()), topic);

export const jsonBytes = (message: unknown): Uint8Array => Buffer.from(JSON.stringify(message));
