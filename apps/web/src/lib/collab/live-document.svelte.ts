import { declareRoots } from '@samspel/documents/open-document';
import type { DocumentView } from '@samspel/domain/proposal/proposal-view';
import type { DocumentState, OpenDocument } from '@samspel/sync/client/document-state';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

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
  readonly #onChange: (document: LiveDocument) => void;
  readonly #onPresence: () => void;
  readonly #unsubscribe: () => void;

  constructor(
    open: OpenDocument,
    view: DocumentView,
    listeners: { change: (document: LiveDocument) => void; presence: () => void },
  ) {
    this.open = open;
    this.name = view.name;
    this.kind = view.kind;
    this.part = view.part;
    this.state = { ...open.state };
    this.#granted = view;
    this.#onChange = listeners.change;
    this.#onPresence = listeners.presence;
    this.#doc = open.doc;
    this.#awareness = open.awareness;
    this.#bind();
    this.#unsubscribe = open.subscribe(() => this.#learn());
  }

  get doc(): Y.Doc {
    return this.open.doc;
  }

  /** What all screens agree on: refused edits are the author's to copy, not part of the application. */
  get settled(): Y.Doc {
    if (this.open.state.refused === null) return this.open.doc;
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

  /** Something can be shown: the server's state has come, or edits of this device stand in for it. */
  get readable(): boolean {
    return this.state.synced || this.state.unsaved > 0;
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
      this.#onChange(this);
    } else if (
      before.synced !== this.state.synced ||
      (before.refused === null) !== (this.state.refused === null)
    ) {
      this.#onChange(this);
    }
  }

  #bind(): void {
    declareRoots(this.#doc, this.kind);
    this.#doc.on('update', this.#changed);
    this.#awareness.on('change', this.#onPresence);
  }

  #unbind(): void {
    this.#doc.off('update', this.#changed);
    this.#awareness.off('change', this.#onPresence);
  }

  readonly #changed = () => this.#onChange(this);
}
