import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Request } from '../protocol/frames.ts';
import { DocumentExchange } from './document-exchange.ts';
import type { Connection, DocumentState, OpenOptions } from './document-state.ts';
import type { Snapshot } from './fetch-snapshot.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-store.ts';
import { Timers } from './timers.ts';

export interface SessionNeeds {
  outbox: Outbox;
  send(request: Request): void;
  connection(): Connection;
  /** Something in `state` has changed. */
  changed(session: DocumentSession): void;
  /** Nobody needs the session any more. */
  ended(session: DocumentSession): void;
  saved(at: number): void;
  /** All of a document up to a recent moment; null where there is no such thing. */
  snapshot?(name: string): Promise<Snapshot | null>;
}

const keepPauseMs = 1000;
const lingerMs = 1000;

/** One document on this device for as long as a screen shows it or edits of it wait. */
export class DocumentSession {
  readonly name: string;
  readonly #needs: SessionNeeds;
  readonly exchange: DocumentExchange;
  readonly #timers = new Timers();
  #lastSavedAt: number | null = null;
  #keep = false;
  #users = 0;
  #ended = false;
  #state: DocumentState | null = null;
  readonly ready: Promise<void>;
  readonly listeners = new Set<() => void>();

  constructor(
    name: string,
    left: readonly OutboxEntry[],
    options: OpenOptions,
    needs: SessionNeeds,
  ) {
    this.name = name;
    this.#needs = needs;
    this.#keep = options.keep ?? false;
    this.exchange = new DocumentExchange(name, {
      outbox: needs.outbox,
      send: needs.send,
      changed: () => this.#changed(),
      saved: (at) => {
        this.#lastSavedAt = at;
        needs.saved(at);
      },
      reached: () => {
        if (this.#keep) this.#timers.later('keep', keepPauseMs, () => this.#keepNow());
      },
      denied: () => this.#forgetKept(),
    });
    this.exchange.adopt(left);
    this.ready = this.#load(options);
  }

  /** What this device has kept, or else what the server has packed; the line brings the rest. */
  async #load({ packed = true, after }: OpenOptions): Promise<void> {
    const kept = await this.#needs.outbox.kept(this.name).catch(() => null);
    if (kept && !this.#ended) this.exchange.beginWith(kept);
    await after;
    if (!packed || !this.exchange.isBlank || this.#ended) return;
    const snapshot = await this.#needs.snapshot?.(this.name);
    if (snapshot && !this.#ended) this.exchange.beginWithSnapshot(snapshot);
  }

  #keepNow(): void {
    const kept = this.exchange.toKeep();
    if (kept) void this.#needs.outbox.keep(kept).catch(() => {});
  }

  /** Whoever may not read it any more does not read it on this device either, offline. */
  #forgetKept(): void {
    this.#timers.cancel('keep');
    void this.#needs.outbox.forget([this.name]).catch(() => {});
  }

  get doc(): Y.Doc {
    return this.exchange.shown.doc;
  }

  get awareness(): Awareness {
    return this.exchange.shown.awareness;
  }

  get state(): DocumentState {
    const { standing, edits, shown } = this.exchange;
    const { complete, fromDevice, frozen, outdated } = standing;
    const access = standing.access ?? (edits.unsaved > 0 ? 'write' : 'read');
    this.#state ??= {
      synced: complete,
      kept: fromDevice,
      connection: this.#needs.connection(),
      access: outdated && access === 'write' ? 'read' : access,
      frozen,
      outdated: outdated && access === 'write',
      unsaved: edits.unsaved,
      lastSavedAt: this.#lastSavedAt,
      refused: edits.refused,
      generation: shown.generation,
    };
    return this.#state;
  }

  connectionChanged(): void {
    this.#changed();
  }

  #changed(): void {
    this.#state = null;
    this.#needs.changed(this);
    this.#endIfUnused();
  }

  use(keep: boolean): void {
    this.#users += 1;
    this.#keep ||= keep;
    this.#timers.cancel('end');
  }

  keep(yes: boolean): void {
    this.#keep = yes;
    if (yes) this.#timers.later('keep', 0, () => this.#keepNow());
    else this.#forgetKept();
  }

  release(): void {
    this.#users -= 1;
    void this.exchange.edits.flush();
    this.#changed();
  }

  /** The server said that it does not exist for this person. */
  get absent(): boolean {
    return this.exchange.standing.access === 'none';
  }

  get unsaved(): number {
    return this.exchange.edits.unsaved;
  }

  get heldBack(): number {
    return this.exchange.standing.holdsBack ? this.unsaved : 0;
  }

  get refusedCount(): number {
    return this.exchange.edits.refused?.count ?? 0;
  }

  get handle(): number | null {
    return this.exchange.standing.handle;
  }

  flush(): Promise<void> {
    return this.exchange.edits.flush();
  }

  get #isUsed(): boolean {
    return this.#users > 0 || this.unsaved > 0 || this.refusedCount > 0;
  }

  #endIfUnused(): void {
    if (this.#ended || this.#isUsed) return;
    this.#timers.later('end', lingerMs, () => {
      if (this.#isUsed) return;
      this.#needs.ended(this);
      this.end();
    });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timers.end();
    this.exchange.end();
  }
}
