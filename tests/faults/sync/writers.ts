import type { OpenDocument } from '@samspel/sync/client/document-state';
import type { SyncClient } from '@samspel/sync/client/sync-client';
import { readUpdates } from '@samspel/sync/store/documents';
import {
  newClient,
  newDocuments,
  newPerson,
  type TestPerson,
} from '@samspel/sync/testing/running-hub';
import type { Kysely, QueryExecutorProvider } from 'kysely';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../support/eventually.ts';
import { type Counts, noCounts } from './counts.ts';

/** One edit: who wrote it, the how manieth. */
type Token = string;

interface Writer {
  client: SyncClient;
  documents: OpenDocument[];
  written: Set<Token>;
}

/** How a person's device connects; the index is the person's. */
type Connect = (person: TestPerson, index: number) => SyncClient;

interface StartOptions {
  people?: number;
  documents?: number;
  connect?: Connect;
  /** So often each of them writes something, or not. */
  everyMs?: number;
}

const tokensOf = (doc: Y.Doc): Token[] => doc.getArray<Token>('array').toArray();

/**
 * People who write all the time, and a book-keeper: what a screen called saved, and what others were
 * shown, is remembered and must be found by whoever comes later.
 */
export class Writers {
  readonly names: string[];
  readonly counts: Counts = { ...noCounts };
  readonly #db: QueryExecutorProvider;
  readonly #random: () => number;
  readonly #writers: Writer[] = [];
  readonly #reader: TestPerson;
  readonly #timer: NodeJS.Timeout;
  readonly #url: string;
  /** By document: everything that anybody was promised. */
  readonly #promised: Set<Token>[];
  #writing = true;

  private constructor(
    db: QueryExecutorProvider,
    url: string,
    names: string[],
    people: TestPerson[],
    random: () => number,
    { connect, everyMs }: Required<Pick<StartOptions, 'connect' | 'everyMs'>>,
  ) {
    this.#db = db;
    this.#url = url;
    this.names = names;
    this.#random = random;
    this.#promised = names.map(() => new Set());
    this.#reader = people[0] as TestPerson;
    for (const [index, person] of people.entries()) {
      const client = connect(person, index);
      this.#writers.push({
        client,
        documents: names.map((name) => client.open(name)),
        written: new Set(),
      });
    }
    this.#timer = setInterval(() => this.#write(), everyMs);
  }

  /** `db` reaches the database directly, past any fault on the hub's way to it. */
  static async start<T>(
    db: Kysely<T>,
    url: string,
    random: () => number,
    { people = 6, documents = 3, connect, everyMs = 20 }: StartOptions = {},
  ): Promise<Writers> {
    const persons = Array.from({ length: people }, () => newPerson());
    const { names } = await newDocuments(db, persons, documents);
    const today: Connect = (person) => newClient(db, url, person, { heartbeatMs: 500 });
    return new Writers(db, url, names, persons, random, { connect: connect ?? today, everyMs });
  }

  get clients(): SyncClient[] {
    return this.#writers.map(({ client }) => client);
  }

  #pick(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #write(): void {
    if (!this.#writing) return;
    for (const [index, writer] of this.#writers.entries()) {
      if (this.#random() > 0.5) continue;
      const document = writer.documents[this.#pick(writer.documents.length)];
      if (!document) continue;
      const token = `${index}.${writer.written.size}`;
      writer.written.add(token);
      this.counts.written += 1;
      const array = document.doc.getArray<Token>('array');
      array.insert(this.#pick(array.length + 1), [token]);
    }
  }

  /** Notes what the screens call saved at this instant, and what they show of others. */
  noteWhatIsPromised(): void {
    for (const writer of this.#writers) {
      for (const [index, document] of writer.documents.entries()) {
        const promised = this.#promised[index] as Set<Token>;
        for (const token of tokensOf(document.confirmedDocument())) promised.add(token);
        // What came from others was sent after its commit.
        for (const token of tokensOf(document.doc)) {
          if (!writer.written.has(token)) promised.add(token);
        }
      }
    }
    this.counts.acknowledged = this.#promised.reduce((sum, { size }) => sum + size, 0);
  }

  /** A newcomer without a past must find all that was promised before it asked. */
  async probe(withinMs = 60_000): Promise<void> {
    this.noteWhatIsPromised();
    const expected = this.#promised.map((promised) => [...promised]);
    const client = newClient(this.#db, this.#url, this.#reader, { heartbeatMs: 500 });
    try {
      for (const [index, name] of this.names.entries()) {
        const document = client.open(name);
        await eventually(`a newcomer gets ${name}`, () => document.state.synced, { withinMs });
        this.#expectAll(expected[index] ?? [], new Set(tokensOf(document.doc)));
      }
      this.counts.probes += 1;
    } finally {
      await client.close();
    }
  }

  #expectAll(promised: readonly Token[], found: ReadonlySet<Token>): void {
    const lost = promised.filter((token) => !found.has(token));
    this.counts.lost += lost.length;
    expect(lost, 'edits that were called saved and are not there').toEqual([]);
  }

  /** How many edits the screens say are not saved yet. */
  unsaved(): number {
    return this.#writers.reduce((sum, { client }) => sum + client.state.unsaved, 0);
  }

  /** A long paragraph by each, for what depends on size. */
  writeMuch(characters: number): void {
    for (const { documents } of this.#writers) {
      documents[0]?.doc.getText('text').insert(0, 'x'.repeat(characters));
    }
  }

  pause(who: number): void {
    this.#writers[who]?.client.pause();
  }

  resume(who: number): void {
    this.#writers[who]?.client.resume();
  }

  /** What every screen says of every document. */
  frozen(): (string | null)[] {
    return this.#writers.flatMap(({ documents }) => documents.map(({ state }) => state.frozen));
  }

  stopWriting(): void {
    this.#writing = false;
  }

  /** Everything ever written is saved in the end, exactly once, and everybody has the same. */
  async expectAllSaved({ withinMs = 90_000, sameWithinMs = 60_000 } = {}): Promise<void> {
    this.stopWriting();
    const open = () => this.#writers.filter(({ client }) => client.state.unsaved > 0).length;
    await eventually('everything is saved', () => open() === 0, { withinMs });
    this.noteWhatIsPromised();
    await this.probe();
    const stored = await this.stored();
    for (const [index] of this.names.entries()) {
      const tokens = tokensOf(stored[index] as Y.Doc);
      expect(new Set(tokens).size, 'nothing is there twice').toBe(tokens.length);
      this.#expectAll([...(this.#promised[index] ?? [])], new Set(tokens));
      for (const [who, { documents, client }] of this.#writers.entries()) {
        expect(client.state.refused).toBe(0);
        const has = () => tokensOf(documents[index]?.doc as Y.Doc);
        // A line that died unseen is noticed, and the next attempt comes after a pause.
        await eventually(
          `writer ${who} has the order of all`,
          () => has().join() === tokens.join(),
          { withinMs: sameWithinMs },
        ).catch((error: unknown) => {
          const state = JSON.stringify(documents[index]?.state);
          throw new Error(
            `nobody may miss anything: that writer ${who} has the order of all did not come true, ${has().length} of ${tokens.length}, ${state}`,
            {
              cause: error,
            },
          );
        });
      }
    }
    const all = stored.reduce((sum, doc) => sum + tokensOf(doc).length, 0);
    expect(all).toBe(this.counts.written);
  }

  /** The documents as the rows tell them, here or in another copy of the database. */
  async stored(db = this.#db): Promise<Y.Doc[]> {
    const rows = await readUpdates(db, this.names);
    return this.names.map((name) => {
      const doc = new Y.Doc();
      for (const update of rows.get(name)?.updates ?? []) Y.applyUpdate(doc, update);
      expect(doc.store.pendingStructs).toBeNull();
      return doc;
    });
  }

  /** How much of what was promised these rows do not have. */
  async lostIn(db: QueryExecutorProvider): Promise<number> {
    const stored = await this.stored(db);
    let lost = 0;
    for (const [index, promised] of this.#promised.entries()) {
      const found = new Set(tokensOf(stored[index] as Y.Doc));
      for (const token of promised) if (!found.has(token)) lost += 1;
    }
    return lost;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#writers.map(({ client }) => client.close()));
  }
}
