import { DocumentSession } from '../client/document-session.ts';
import { Outbox } from '../client/outbox.ts';
import { type OutboxStore, openMemoryOutbox } from '../client/outbox-store.ts';
import type { Reply } from '../protocol/frames.ts';
import type { MemoryHub, MemoryLine } from './memory-hub.ts';

const noLocks = { hold: async () => () => {}, tryHold: async () => () => {} };

/** A page with one document open: its line can be cut, and it can be reloaded. */
export class Page {
  #hub: MemoryHub;
  readonly #person: string;
  readonly #store: OutboxStore;
  #outbox!: Outbox;
  session!: DocumentSession;
  #line: MemoryLine | null = null;

  constructor(hub: MemoryHub, person: string) {
    this.#hub = hub;
    this.#person = person;
    this.#store = openMemoryOutbox();
  }

  async load(): Promise<void> {
    this.#outbox = new Outbox(this.#store, noLocks);
    const left = await this.#outbox.begin();
    this.session = new DocumentSession(
      'text/a',
      left,
      {},
      {
        outbox: this.#outbox,
        send: (request) => this.#line?.say(request),
        connection: () => (this.#line ? 'online' : 'offline'),
        changed: () => {},
        ended: () => {},
        saved: () => {},
      },
    );
    this.session.use(false);
    await this.session.ready;
  }

  /** At another hub than it was, if one is given. */
  connect(hub = this.#hub): void {
    if (this.#line) return;
    this.#hub = hub;
    const line = hub.connect(this.#person, (reply: Reply) => {
      if (this.#line !== line) return;
      if (reply.type === 'subscribed') this.session.exchange.subscribed(reply);
      else if (this.session.exchange.hear(reply)) this.#subscribe();
    });
    this.#line = line;
    this.#subscribe();
  }

  #subscribe(): void {
    this.#line?.say(this.session.exchange.subscription(1));
  }

  cut(): void {
    if (!this.#line) return;
    this.#line.cut();
    this.#line = null;
    this.session.exchange.down();
  }

  /** The page goes without a word and comes back; only what is in the store is left. */
  async reload(): Promise<void> {
    this.cut();
    this.session.end();
    await this.load();
  }
}
