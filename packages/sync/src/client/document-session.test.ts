import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import type { Reply } from '../protocol/frames.ts';
import { MemoryHub, type MemoryLine } from '../testing/memory-hub.ts';
import { randomPlainEdit } from '../testing/random-edits.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { DocumentSession } from './document-session.ts';
import { Outbox } from './outbox.ts';
import { type OutboxStore, openMemoryOutbox } from './outbox-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const noLocks = { hold: async () => () => {}, tryHold: async () => () => {} };

/** A page with one document open: its line can be cut, and it can be reloaded. */
class Page {
  readonly #hub: MemoryHub;
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

  connect(): void {
    if (this.#line) return;
    const line = this.#hub.connect(this.#person, (reply: Reply) => {
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

function bytesOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  expect(doc.store.pendingStructs).toBeNull();
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  return Buffer.from(Y.encodeStateAsUpdate(fresh)).toString('hex');
}

describe('peers in memory', () => {
  test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    'converge byte for byte through cuts, reloads and freezes (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const hub = new MemoryHub();
      const pages = ['a', 'b', 'c', 'd'].map((person) => new Page(hub, person));
      for (const page of pages) {
        await page.load();
        page.connect();
      }
      for (let step = 0; step < 300; step++) {
        const page = random.pick(pages);
        if (random.chance(0.7)) randomPlainEdit(page.session.doc, random);
        if (random.chance(0.05)) page.cut();
        if (random.chance(0.15)) page.connect();
        if (random.chance(0.02)) {
          // What the last 33 ms held is lost by design: the store did not have it yet.
          await page.session.flush();
          await page.reload();
        }
        if (random.chance(hub.frozen === null ? 0.02 : 0.2)) {
          hub.freeze(hub.frozen === null ? 'signed' : null);
        }
        await vi.advanceTimersByTimeAsync(random.int(40));
        hub.step(random.int(hub.waiting + 1));
      }
      if (hub.frozen !== null) hub.freeze(null);
      for (let round = 0; round < 20; round++) {
        for (const page of pages) {
          page.connect();
          if (page.session.state.refused) page.session.exchange.resendRefused();
        }
        await vi.advanceTimersByTimeAsync(100);
        hub.step();
      }
      const log = bytesOf(hub.log);
      for (const { session } of pages) {
        expect(session.state, `seed ${seed}`).toMatchObject({ unsaved: 0, refused: null });
        expect(bytesOf([Y.encodeStateAsUpdate(session.doc)]) === log, `seed ${seed}`).toBe(true);
        const confirmed = Y.encodeStateAsUpdate(session.exchange.confirmedDocument());
        expect(bytesOf([confirmed]) === log, `seed ${seed}`).toBe(true);
        session.end();
      }
      expect(hub.log.length).toBeGreaterThan(50);
    },
  );

  test('an acknowledgement that was lost is not work that was lost, nor work done twice', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'en gång');
    await vi.advanceTimersByTimeAsync(100);
    page.cut();
    hub.step();
    expect(hub.log).toHaveLength(1);
    expect(page.session.state.unsaved).toBe(1);
    page.connect();
    hub.step();
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    expect(hub.log).toHaveLength(1);
    expect(page.session.state).toMatchObject({ unsaved: 0, refused: null });
    page.session.end();
  });

  test.each([
    ['write', 'hemligt'],
    ['none', ''],
  ] as const)('a kept document is there offline while its reader may %s', async (access, shown) => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.session.use(true);
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'hemligt');
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    await vi.advanceTimersByTimeAsync(2000);
    const handle = page.session.handle!;
    page.session.exchange.hear({ type: 'epoch', handle, epoch: 2, access, frozen: null });
    await vi.advanceTimersByTimeAsync(2000);
    await page.reload();
    expect(page.session.doc.getText('text').toString()).toBe(shown);
    page.session.end();
  });

  test('what was on its way behind a refused edit is refused with it, and nothing waits for ever', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    const { doc, exchange } = page.session;
    for (const word of ['GIFT', ' mera']) {
      doc.getText('text').insert(doc.getText('text').length, word);
      await vi.advanceTimersByTimeAsync(40);
    }
    const nack = { type: 'nack', handle: page.session.handle!, reason: '' } as const;
    exchange.hear({ ...nack, message: 1, code: 'invalid', client: 0, clock: 0 });
    exchange.hear({ ...nack, message: 2, code: 'gap', client: doc.clientID, clock: 0 });
    expect(page.session.state).toMatchObject({ unsaved: 0, refused: { count: 2 } });
    page.session.end();
  });

  test('a document in which nobody has written yet is kept as well', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.keep(true);
    await vi.advanceTimersByTimeAsync(10);
    await page.reload();
    expect(page.session.state).toMatchObject({ kept: true, access: 'write' });
    page.session.end();
  });

  test('a copy is kept as soon as it is asked for, and forgotten as soon as it is not', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'med på resan');
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    expect([...page.session.exchange.edits.clocks()]).toEqual([]);
    page.session.keep(true);
    await vi.advanceTimersByTimeAsync(10);
    await page.reload();
    expect(page.session.doc.getText('text').toString()).toBe('med på resan');
    expect(page.session.state).toMatchObject({ kept: true, synced: false, access: 'write' });
    page.session.doc.getText('text').insert(0, 'mer ');
    expect([...page.session.exchange.edits.clocks()]).toEqual([[page.session.doc.clientID, 0]]);
    page.session.keep(false);
    await page.session.flush();
    await page.reload();
    expect(page.session.state).toMatchObject({ kept: false, unsaved: 1 });
    page.session.end();
  });

  test('what the server had taken before a freeze is not called refused after it', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'hann med');
    await vi.advanceTimersByTimeAsync(100);
    page.cut();
    hub.step();
    hub.freeze('submitted');
    page.connect();
    hub.step();
    await vi.advanceTimersByTimeAsync(100);
    expect(page.session.state).toMatchObject({ unsaved: 0, refused: null, frozen: 'submitted' });
    page.session.end();
  });

  test('passive readers of formatted text never get edits of their own', async () => {
    const hub = new MemoryHub();
    const writer = new Page(hub, 'a');
    const reader = new Page(hub, 'b');
    for (const page of [writer, reader]) {
      await page.load();
      page.connect();
    }
    hub.step();
    const text = writer.session.doc.getText('text');
    text.insert(0, 'fet och mager text');
    for (let i = 0; i < 20; i++) {
      text.format(i % 7, 5, { bold: i % 2 === 0 ? true : null });
      await vi.advanceTimersByTimeAsync(50);
      hub.step();
    }
    hub.freeze('signed');
    text.format(0, 9, { bold: true });
    await vi.advanceTimersByTimeAsync(50);
    hub.step();
    expect(reader.session.state.refused).toBeNull();
    for (const page of [writer, reader]) page.session.end();
  });
});
