import type { Reply } from '../protocol/frames.ts';
import { DocumentSession } from './document-session.ts';
import type { ClientState, OpenDocument, OpenOptions, RefusedDocument } from './document-state.ts';
import { type AskForSnapshot, fetchSnapshot, type Snapshot } from './fetch-snapshot.ts';
import { Line } from './line.ts';
import { Notices } from './notices.ts';
import { OpenedDocument } from './opened-document.ts';
import { Outbox } from './outbox.ts';
import { type OutboxEntry, type OutboxStore, openMemoryOutbox } from './outbox-store.ts';
import { browserLocks, type TabLocks } from './tab-locks.ts';

export interface SyncClientOptions {
  /** e.g. wss://host/sync */
  url: string;
  /** Asked before every connection: tickets open one socket. Its rejection is tried again with back-off. */
  ticket: () => Promise<string>;
  /** Durable store of unsent edits (`openIndexedDbOutbox(personId)`); in memory when left out. */
  outbox?: OutboxStore | Promise<OutboxStore>;
  /** A document's snapshot over HTTP: what is long comes packed. Left out: all comes over the socket. */
  snapshot?: AskForSnapshot;
  /** By kind of document, the newest shape that this page's editor understands; of others the first. */
  shapes?: Readonly<Record<string, number>>;
  /** For tests and other surroundings than a browser. */
  WebSocket?: typeof WebSocket;
  locks?: TabLocks;
  heartbeatMs?: number;
}

const adoptMs = 15_000;
const retryMs = 2000;

/** All documents of one person in one tab, over one socket. */
export class SyncClient {
  readonly #outbox: Outbox;
  readonly #snapshot: ((name: string) => Promise<Snapshot | null>) | undefined;
  readonly #line: Line;
  readonly #sessions = new Map<string, DocumentSession>();
  readonly #requests = new Map<number, DocumentSession>();
  readonly #notices = new Notices();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #begun: Promise<void>;
  #nextRequest = 1;
  #savedAt: number | null = null;
  #state: ClientState | null = null;
  #ended = false;

  constructor(options: SyncClientOptions) {
    const { snapshot } = options;
    if (snapshot) this.#snapshot = (name) => fetchSnapshot(snapshot, name);
    this.#outbox = new Outbox(
      options.outbox ?? openMemoryOutbox(),
      options.locks ?? browserLocks(),
    );
    this.#line = new Line({
      ...options,
      onUp: () => this.#onUp(),
      onDown: () => this.#onDown(),
      onReply: (reply) => this.#onReply(reply),
      onChange: () => this.#onLineChange(),
    });
    this.#begun = this.#begin();
    this.#line.start();
  }

  async #begin(): Promise<void> {
    try {
      this.#adopt(await this.#outbox.begin());
    } catch {
      // A device that keeps nothing: edits are sent all the same.
    }
    if (this.#ended) return;
    const look = setInterval(() => {
      this.#outbox.adopt().then(
        (entries) => this.#adopt(entries),
        () => {},
      );
    }, adoptMs);
    this.#timers.add(look);
  }

  /** Edits of tabs that are gone are sent from here, whether a screen shows their document or not. */
  #adopt(entries: readonly OutboxEntry[]): void {
    if (this.#ended) return;
    for (const [name, list] of Map.groupBy(entries, ({ document }) => document)) {
      const session = this.#sessions.get(name);
      if (session) session.exchange.adopt(list);
      else {
        this.#session(name, {}, list);
      }
    }
  }

  get state(): ClientState {
    this.#state ??= {
      connection: this.#line.connection,
      ...countsOf(this.#sessions.values()),
      savedAt: this.#savedAt,
      clockOffsetMs: this.#line.clockOffsetMs,
    };
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    return this.#notices.subscribe(listener);
  }

  /** Reference-counted: the same document is shared until everyone has closed it. */
  open(name: string, options: OpenOptions = {}): OpenDocument {
    if (this.#ended) throw new Error('the client is closed');
    const session = this.#session(name, options);
    session.use(options.keep ?? false);
    // Asked for again: perhaps the person may read it by now.
    if (session.absent) void this.#subscribe(session);
    return new OpenedDocument(session);
  }

  /** Also of documents that no screen can show any more. */
  refused(): RefusedDocument[] {
    const refused = [...this.#sessions.values()].filter(({ refusedCount }) => refusedCount > 0);
    return refused.map((session) => new OpenedDocument(session));
  }

  #session(name: string, options: OpenOptions, left: OutboxEntry[] = []): DocumentSession {
    const present = this.#sessions.get(name);
    if (present) return present;
    const session = new DocumentSession(name, left, options, {
      outbox: this.#outbox,
      send: (request) => this.#line.send(request),
      connection: () => this.#line.connection,
      changed: (changed) => this.#notify(changed),
      ended: (ended) => this.#onSessionEnd(ended),
      saved: (at) => {
        this.#savedAt = Math.max(at, this.#savedAt ?? 0);
      },
      ...(this.#snapshot ? { snapshot: this.#snapshot } : {}),
    });
    this.#sessions.set(name, session);
    void this.#subscribe(session);
    return session;
  }

  async #subscribe(session: DocumentSession): Promise<void> {
    // What waits on this device comes before what the server sends.
    await Promise.all([this.#begun, session.ready]);
    if (this.#sessions.get(session.name) !== session || this.#line.connection !== 'online') return;
    if (session.handle !== null || [...this.#requests.values()].includes(session)) return;
    const request = this.#nextRequest++;
    this.#requests.set(request, session);
    this.#line.send(session.exchange.subscription(request));
  }

  #reopen(session: DocumentSession): void {
    if (session.handle !== null) this.#line.send({ type: 'unsubscribe', handle: session.handle });
    session.exchange.down();
    void this.#subscribe(session);
  }

  #onUp(): void {
    this.#requests.clear();
    for (const session of this.#sessions.values()) void this.#subscribe(session);
  }

  #onDown(): void {
    this.#requests.clear();
    for (const session of this.#sessions.values()) session.exchange.down();
  }

  #onReply(reply: Reply): void {
    switch (reply.type) {
      case 'subscribed': {
        const session = this.#answered(reply.request);
        if (session) session.exchange.subscribed(reply);
        else this.#line.send({ type: 'unsubscribe', handle: reply.handle });
        return;
      }
      case 'denied': {
        const session = this.#answered(reply.request);
        if (!session) return;
        if (reply.code === 'absent') session.exchange.denied();
        else this.#later(retryMs, () => void this.#subscribe(session));
        return;
      }
      case 'welcome':
      case 'pong':
        return;
      default:
        for (const session of this.#sessions.values()) {
          if (session.handle !== reply.handle) continue;
          if (session.exchange.hear(reply)) this.#reopen(session);
          return;
        }
    }
  }

  #answered(request: number): DocumentSession | undefined {
    const session = this.#requests.get(request);
    this.#requests.delete(request);
    return session && this.#sessions.get(session.name) === session ? session : undefined;
  }

  #onSessionEnd(session: DocumentSession): void {
    if (this.#sessions.get(session.name) === session) this.#sessions.delete(session.name);
    if (session.handle !== null) this.#line.send({ type: 'unsubscribe', handle: session.handle });
    this.#notify();
  }

  #onLineChange(): void {
    for (const session of this.#sessions.values()) session.connectionChanged();
    this.#notify();
  }

  #notify(session?: DocumentSession): void {
    this.#state = null;
    this.#notices.of(session);
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  /** Resolves when all edits made so far are durable on this device. */
  async flush(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.flush()));
    await this.#outbox.settled();
  }

  /** Closes the socket and wipes what this device remembers, unsent edits included. */
  async signOut(): Promise<void> {
    this.#end();
    await this.#begun;
    await this.#outbox.wipe();
  }

  /** Closes the socket; what is unsent stays on the device. */
  async close(): Promise<void> {
    if (this.#ended) return;
    await this.#begun;
    await this.flush();
    this.#end();
    await this.#outbox.end();
  }

  #end(): void {
    this.#ended = true;
    this.#line.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const session of this.#sessions.values()) session.end();
    this.#sessions.clear();
    this.#notify();
  }

  /** For tests: cut the line and stay offline until resumed. */
  pause(): void {
    this.#line.stop();
  }

  resume(): void {
    this.#line.start();
  }
}

function countsOf(
  sessions: Iterable<DocumentSession>,
): Pick<ClientState, 'unsaved' | 'heldBack' | 'refused'> {
  const counts = { unsaved: 0, heldBack: 0, refused: 0 };
  for (const session of sessions) {
    counts.unsaved += session.unsaved;
    counts.heldBack += session.heldBack;
    counts.refused += session.refusedCount;
  }
  return counts;
}
