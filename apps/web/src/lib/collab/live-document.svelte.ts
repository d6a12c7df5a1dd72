import { type ConcurrentCell, watchConcurrentCells } from '@samspel/documents/concurrent-cells';
import { declareRoots } from '@samspel/documents/open-document';
import type { DocumentView } from '@samspel/domain/proposal/proposal-view';
import type { DocumentState, OpenDocument } from '@samspel/sync/client/document-state';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

export interface DocumentListeners {
  change(document: LiveDocument): void;
  presence(): void;
  /** Others wrote cells of this person's without having seen them. */
  concurrent(document: LiveDocument, cells: ConcurrentCell[]): void;
}

/** An open document as screens use it: its state is reactive, its changes are told to whoever listens. */
export class LiveDocument {
  readonly name: string;
  readonly kind: DocumentView['kind'];
  readonly part: string | null;
  readonly open: OpenDocument;
  state = $state.raw<DocumentState>() as DocumentState;
  /** What the API said when the page was read; the socket knows better once it has spoken. */
  #granted = $state.raw<Pick<DocumentView, 'mode' | 'frozen'>>() as Pick<
    DocumentView,
    'mode' | 'frozen'
  >;
  #doc: Y.Doc;
  #awareness: Awareness;
  readonly #listeners: DocumentListeners;
  #unwatch: () => void = () => {};
  readonly #unsubscribe: () => void;

  constructor(open: OpenDocument, view: DocumentView, listeners: DocumentListeners) {
    this.open = open;
    this.name = view.name;
    this.kind = view.kind;
    this.part = view.part;
    this.state = { ...open.state };
    this.#granted = view;
    this.#listeners = listeners;
    this.#doc = open.doc;
    this.#awareness = open.awareness;
    this.#bind();
    this.#unsubscribe = open.subscribe(() => this.#learn());
  }

  get doc(): Y.Doc {
    return this.open.doc;
  }

  /**
   * What the screens read. Once the author may not write any more, refused edits are theirs to copy and
   * no part of the application; as long as they write, what they type must show.
   */
  get settled(): Y.Doc {
    if (this.state.refused === null || this.writable) return this.open.doc;
    const confirmed = this.open.confirmedDocument();
    declareRoots(confirmed, this.kind);
    return confirmed;
  }

  get awareness(): Awareness {
    return this.open.awareness;
  }

  /** Rises when `doc` was replaced; read it where an editor is bound. */
  get generation(): number {
    return this.state.generation;
  }

  /** Something can be shown: the server's state has come, or what this device holds stands in for it. */
  get readable(): boolean {
    return this.state.synced || this.state.kept || this.state.unsaved > 0;
  }

  get frozen(): string | null {
    return this.state.synced ? this.state.frozen : this.#granted.frozen;
  }

  get writable(): boolean {
    if (!this.readable || this.frozen !== null) return false;
    return this.state.access === 'write';
  }

  grant(view: Pick<DocumentView, 'mode' | 'frozen'>): void {
    this.#granted = view;
  }

  /** Says on this document where the person is; null says nothing here. */
  announce(fields: Record<string, unknown> | null): void {
    const own = this.awareness.getLocalState();
    if (fields === null) {
      if (own !== null) this.awareness.setLocalState(null);
    } else this.awareness.setLocalState({ ...own, ...fields });
  }

  close(): void {
    this.#unsubscribe();
    this.#unbind();
    this.announce(null);
    this.open.close();
  }

  #learn(): void {
    const before = this.state;
    this.state = { ...this.open.state };
    if (this.#doc !== this.open.doc || this.#awareness !== this.open.awareness) {
      const announced = this.#awareness.getLocalState();
      this.#unbind();
      this.#doc = this.open.doc;
      this.#awareness = this.open.awareness;
      // Caret positions belong to the document that is gone; where the person is still holds.
      this.#awareness.setLocalState(announced && { ...announced, cursor: null });
      this.#bind();
      this.#changed();
    } else if (
      before.synced !== this.state.synced ||
      before.kept !== this.state.kept ||
      before.refused !== null ||
      this.state.refused !== null
    ) {
      this.#changed();
    }
  }

  #bind(): void {
    declareRoots(this.#doc, this.kind);
    this.#doc.on('update', this.#changed);
    this.#awareness.on('change', this.#moved);
    this.#unwatch = watchConcurrentCells(
      this.#doc,
      this.kind,
      {
        online: () => this.open.state.connection === 'online',
        unsentClocks: () => this.open.unsentClocks(),
      },
      // Told within a transaction: whoever answers with an edit does so after it.
      (cells) => queueMicrotask(() => this.#listeners.concurrent(this, cells)),
    );
  }

  #unbind(): void {
    this.#doc.off('update', this.#changed);
    this.#awareness.off('change', this.#moved);
    this.#unwatch();
  }

  readonly #changed = () => this.#listeners.change(this);
  readonly #moved = () => this.#listeners.presence();
}
