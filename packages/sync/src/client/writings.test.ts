import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { casesOf } from '../../../../tests/support/share-of-cases.ts';
import { randomEdit } from '../testing/random-edits.ts';
import { type SeededRandom, seededRandom } from '../testing/seeded-random.ts';
import { documentOf } from './server-copy.ts';
import { type Writing, writingsIn } from './writings.ts';

const seed = Number(process.env.SAMSPEL_SEED ?? Date.now() % 1_000_000);
const others = 1;
/** Of an author whose page was loaded anew in between. */
const authors = [5000, 40];

/** The updates of what happens to a document meanwhile. */
function updatesOf(doc: Y.Doc, work: () => void): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const listen = (update: Uint8Array) => updates.push(update);
  doc.on('update', listen);
  work();
  doc.off('update', listen);
  return updates;
}

function edit(doc: Y.Doc, random: SeededRandom, times: number): void {
  for (let n = 0; n < times; n++) randomEdit(doc, random);
}

function writtenBy(client: number, work: (doc: Y.Doc) => void, doc = new Y.Doc()): Y.Doc {
  doc.clientID = client;
  work(doc);
  return doc;
}

/** What others have, what of the author's was taken, and what was not. */
function scene(random: SeededRandom) {
  const theirs = writtenBy(others, (doc) => {
    doc.getText('text').insert(0, 'HEMLIGT');
    edit(doc, random, random.int(40));
  });
  const author = documentOf([Y.encodeStateAsUpdate(theirs)]);
  writtenBy(authors[0]!, (doc) => edit(doc, random, random.int(10)), author);
  const taken = Y.encodeStateAsUpdate(author);
  const since = Y.getState(author.store, authors[0]!);
  const refused = updatesOf(author, () => {
    edit(author, random, random.int(30));
    author.clientID = authors[1]!;
    edit(author, random, random.int(30));
  });
  return { theirs, author, taken, since, refused: merged(refused, random) };
}

/** As they come, some of them merged and some of them twice. */
function merged(updates: readonly Uint8Array[], random: SeededRandom): Uint8Array[] {
  const result: Uint8Array[] = [];
  for (let at = 0; at < updates.length; ) {
    const end = at + 1 + random.int(random.chance(0.2) ? updates.length : 3);
    result.push(Y.mergeUpdates(updates.slice(at, end)));
    at = random.chance(0.1) ? at + 1 : end;
  }
  return result;
}

const plain = (value: unknown) =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

// In the middle of a pair of surrogates Yjs puts signs of its own.
const signs = (text: string) => text.replaceAll(/[\uD800-\uDFFF\uFFFD]/g, '');

/** Every sign and every value that stands in a document and is the author's. */
function standing(doc: Y.Doc, since: number): string {
  const found: string[] = [];
  for (const client of authors) {
    for (const item of doc.store.clients.get(client) ?? []) {
      if (!(item instanceof Y.Item) || item.deleted) continue;
      const { content } = item;
      const own = client === authors[0] ? Math.max(0, since - item.id.clock) : 0;
      if (content instanceof Y.ContentString) found.push(...content.str.slice(own));
      if (content instanceof Y.ContentAny) {
        found.push(
          ...content.arr
            .slice(own)
            .filter((value) => value !== null)
            .map(plain),
        );
      }
    }
  }
  return sorted(found);
}

const sorted = (parts: readonly string[]) => parts.map(signs).filter(Boolean).sort().join('|');

const partsOf = (writings: readonly Writing[]): string[] =>
  writings.flatMap((writing) => (writing.kind === 'text' ? [...writing.text] : [writing.value]));

function everyCase(all: number, check: (random: SeededRandom) => void): void {
  for (let n = 0; n < casesOf(all); n++) {
    try {
      check(seededRandom(seed + n));
    } catch (error) {
      throw new Error(`SAMSPEL_SEED=${seed + n}`, { cause: error });
    }
  }
}

describe(`what is read out of updates alone (seed ${seed}; SAMSPEL_SEED repeats it)`, () => {
  test('is every sign and value that was written and not deleted again, and nothing of others', () => {
    let length = 0;
    everyCase(400, (random) => {
      const { author, since, refused } = scene(random);
      const writings = writingsIn(refused);
      expect(sorted(partsOf(writings))).toBe(standing(author, since));
      expect(JSON.stringify(writings)).not.toMatch(/[HEMLIGT]/);
      length += partsOf(writings).length;
    });
    expect(length).toBeGreaterThan(casesOf(400) * 10);
  });

  test('with a document: what it does not show, so that nothing is missing and nothing said twice', () => {
    const seen = { shown: 0, beyond: 0 };
    everyCase(400, (random) => {
      const { theirs, author, taken, since, refused } = scene(random);
      // Meanwhile others delete and overwrite; or nothing of theirs may be read any more.
      edit(theirs, random, 20);
      const readable = random.chance(0.7) ? [taken, Y.encodeStateAsUpdate(theirs)] : [];
      const unsent = documentOf([...readable, ...refused]);
      const beyond = partsOf(writingsIn(refused, unsent));
      const shown = standing(unsent, since);
      expect(sorted([...beyond, ...shown.split('|')])).toBe(standing(author, since));
      seen.beyond += beyond.length;
      seen.shown += shown.length;
    });
    expect(Math.min(seen.shown, seen.beyond)).toBeGreaterThan(casesOf(400));
  });

  test('reads as it was written: text is whole, and paragraphs stand in their order', () => {
    everyCase(400, (random) => {
      const doc = new Y.Doc();
      const updates = updatesOf(doc, () => edit(doc, random, 60));
      const texts = writingsIn(merged(updates, random)).flatMap((writing) =>
        writing.kind === 'text' ? [signs(writing.text)] : [],
      );
      const text = signs(doc.getText('text').toString());
      const paragraphs = doc
        .getXmlFragment('content')
        .toArray()
        .map((block) => signs(textOf(block)));
      const rest = (at: number) => texts.toSpliced(at, 1).filter(Boolean).join('|');
      const places = texts.flatMap((each, at) => (each === text ? [at] : []));
      const orders = text === '' ? [texts.filter(Boolean).join('|')] : places.map(rest);
      expect(orders).toContain(paragraphs.filter(Boolean).join('|'));
    });
  });
});

const textOf = (block: unknown) =>
  block instanceof Y.XmlElement
    ? (block.get(0) as Y.XmlText).toString().replaceAll(/<[^>]*>/g, '')
    : '';

describe('what an author finds again', () => {
  const theirs = writtenBy(others, (doc) => {
    doc.getText('text').insert(0, 'ett två');
    doc.getMap<unknown>('lines').set('rad', new Y.Map([['quantity', 1]]));
  });
  const refusedBy = (work: (doc: Y.Doc) => void) => {
    const doc = documentOf([Y.encodeStateAsUpdate(theirs)]);
    return updatesOf(doc, () => work(doc));
  };

  test('a word that was mended is one word, and places apart are lines of their own', () => {
    const refused = refusedBy((doc) => {
      const text = doc.getText('text');
      for (const [at, sign] of [...'helo'].entries()) text.insert(at, sign);
      text.insert(3, 'l');
      text.insert(text.length, 'tre 😀');
      text.delete(text.length - 8, 1);
    });
    expect(writingsIn(refused)).toEqual([
      { kind: 'text', text: 'hello' },
      { kind: 'text', text: 'tre 😀' },
    ]);
  });

  test('a cell by its field where that is known, as it was last', () => {
    const refused = refusedBy((doc) => {
      const row = doc.getMap<Y.Map<unknown>>('lines').get('rad')!;
      row.set('quantity', 2);
      row.set('quantity', 3);
      row.set('unit', 'h');
      row.set('unit', 'dagar');
    });
    expect(writingsIn(refused)).toEqual([
      // Its key stands in what was there before.
      { kind: 'value', field: null, value: '3' },
      { kind: 'value', field: 'unit', value: 'dagar' },
    ]);
  });

  test('a long time of typing is read in a moment', () => {
    const signs = 30_000;
    const refused = refusedBy((doc) => {
      const text = doc.getText('text');
      // Back and forth, so that each is written into what is there.
      for (let n = 0; n < signs; n++) text.insert(3 + (n % 2 ? n >> 1 : 0), 'x');
    });
    const begun = performance.now();
    const [writing] = writingsIn(refused);
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(writing).toEqual({ kind: 'text', text: 'x'.repeat(signs) });
  });
});
