import type * as Y from 'yjs';
import type { DocumentSession } from './document-session.ts';
import type { OpenDocument } from './document-state.ts';

/** One screen's hold on a document that others may have open, too. */
export class OpenedDocument implements OpenDocument {
  readonly #session: DocumentSession;
  readonly #own = new Set<() => void>();
  #closed = false;

  constructor(session: DocumentSession) {
    this.#session = session;
  }

  get name() {
    return this.#session.name;
  }
  get doc() {
    return this.#session.doc;
  }
  get awareness() {
    return this.#session.awareness;
  }
  get state() {
    return this.#session.state;
  }

  subscribe(listener: () => void): () => void {
    // Wrapped, so that the same function can listen twice.
    const own = () => listener();
    this.#own.add(own);
    this.#session.listeners.add(own);
    return () => {
      this.#own.delete(own);
      this.#session.listeners.delete(own);
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const own of this.#own) this.#session.listeners.delete(own);
    this.#session.release();
  }

  confirmedDocument() {
    return this.#session.exchange.confirmedDocument();
  }
  unsentDocument() {
    return this.#session.exchange.unsentDocument();
  }
  unsentBeyond(shown: Y.Doc) {
    return this.#session.exchange.unsentBeyond(shown);
  }
  unsentClocks() {
    return this.#session.exchange.edits.clocks();
  }
  keep(yes: boolean): void {
    this.#session.keep(yes);
  }
  takeRefused() {
    return this.#session.exchange.takeRefused();
  }
  discardRefused(): void {
    this.#session.exchange.takeRefused();
  }
  resendRefused(): void {
    this.#session.exchange.resendRefused();
  }
}
