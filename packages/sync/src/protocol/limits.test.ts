import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { scanUpdate } from './scan-update.ts';

const roots = new Set(['text', 'map']);

/** An update of one client, written struct by struct. */
function craft(
  client: number,
  clock: number,
  structs: ((out: encoding.Encoder) => void)[],
  claimed = structs.length,
): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, 1);
  encoding.writeVarUint(out, claimed);
  encoding.writeVarUint(out, client);
  encoding.writeVarUint(out, clock);
  for (const struct of structs) struct(out);
  encoding.writeVarUint(out, 0);
  return encoding.toUint8Array(out);
}

const inRoot = (out: encoding.Encoder, info: number, root = 'text') => {
  encoding.writeUint8(out, info);
  encoding.writeVarUint(out, 1);
  encoding.writeVarString(out, root);
};
const gc = (length: number) => (out: encoding.Encoder) => {
  encoding.writeUint8(out, 0);
  encoding.writeVarUint(out, length);
};
const any =
  (value: (out: encoding.Encoder) => void, root = 'map') =>
  (out: encoding.Encoder) => {
    inRoot(out, 8, root);
    encoding.writeVarUint(out, 1);
    value(out);
  };
const nested = (depth: number) => (out: encoding.Encoder) => {
  for (let i = 0; i < depth; i++) {
    encoding.writeUint8(out, 117);
    encoding.writeVarUint(out, 1);
  }
  encoding.writeUint8(out, 126);
};
const json = (text: string) => (out: encoding.Encoder) => {
  inRoot(out, 5);
  encoding.writeVarString(out, text);
};
const deletes = (client: number, ranges: [number, number][]): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, 0);
  encoding.writeVarUint(out, 1);
  encoding.writeVarUint(out, client);
  encoding.writeVarUint(out, ranges.length);
  for (const [from, length] of ranges) {
    encoding.writeVarUint(out, from);
    encoding.writeVarUint(out, length);
  }
  return encoding.toUint8Array(out);
};

const small = {
  structsPerUpdate: 10,
  clientsPerUpdate: 3,
  deletedRangesPerUpdate: 5,
  lengthPerUpdate: 100,
  clock: 1000,
  valueDepth: 4,
};

describe('what the scanner refuses', () => {
  test('the 13 bytes that would make every later edit of a victim vanish scan as a range of the victim', () => {
    const update = craft(77, 0, [gc(2 ** 39)]);
    expect(() => scanUpdate(update, roots)).toThrow('length');
    expect(scanUpdate(craft(77, 5, [gc(3)]), roots).ranges).toEqual([
      { client: 77, start: 5, end: 8 },
    ]);
  });

  test('a claim of 30 million structs in a few bytes', () => {
    expect(() => scanUpdate(craft(1, 0, [gc(1)], 30_000_000), roots)).toThrow('count');
  });

  test('an unknown root name, but not in an engine without kinds', () => {
    const update = craft(1, 0, [any(nested(1), 'other')]);
    expect(() => scanUpdate(update, roots)).toThrow('root');
    expect(scanUpdate(update, null).ranges).toHaveLength(1);
    expect(() => scanUpdate(craft(1, 0, [any(nested(1), '__proto__')]), roots)).toThrow('root');
  });

  test('valueDepth: values nested deeper, in Any and in JSON', () => {
    const list = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    // The innermost value counts as well.
    for (const value of [any(nested(31)), json(list(32))]) {
      expect(scanUpdate(craft(1, 0, [value]), roots).ranges).toHaveLength(1);
    }
    for (const value of [any(nested(32)), json(list(33))]) {
      expect(() => scanUpdate(craft(1, 0, [value]), roots)).toThrow('depth');
    }
    expect(scanUpdate(craft(1, 0, [any(nested(3))]), roots, small).ranges).toHaveLength(1);
    expect(() => scanUpdate(craft(1, 0, [any(nested(4))]), roots, small)).toThrow('depth');
    expect(() => scanUpdate(craft(1, 0, [any(nested(200_000))]), roots)).toThrow('depth');
    expect(() => scanUpdate(craft(1, 0, [json(list(100_000))]), roots)).toThrow('depth');
    expect(scanUpdate(craft(1, 0, [json('{"a":"[[[[[["}')]), roots, small).ranges).toHaveLength(1);
    expect(() => scanUpdate(craft(1, 0, [json('{"a":')]), roots)).toThrow('json');
  });

  test('structsPerUpdate, clientsPerUpdate, deletedRangesPerUpdate, lengthPerUpdate and clock: more', () => {
    const eleven = Array.from({ length: 11 }, () => gc(1));
    expect(() => scanUpdate(craft(1, 0, eleven), roots, small)).toThrow('structs');
    expect(() => scanUpdate(craft(1, 0, [gc(101)]), roots, small)).toThrow('length');
    expect(() => scanUpdate(craft(1, 950, [gc(60)]), roots, small)).toThrow('clock');
    const ranges = Array.from({ length: 6 }, (_, i): [number, number] => [i * 2, 1]);
    expect(() => scanUpdate(deletes(1, ranges), roots, small)).toThrow('deletes');
    expect(() => scanUpdate(deletes(1, [[0, 2000]]), roots, small)).toThrow('clock');
    const updates = [1, 2, 3, 4].map((client) => craft(client, 0, [gc(1)]));
    expect(() => scanUpdate(Y.mergeUpdates(updates), roots, small)).toThrow('clients');
  });

  test('clientID 0, clientIDs beyond exact integers, the same client twice, empty structs', () => {
    expect(() => scanUpdate(craft(0, 0, [gc(1)]), roots)).toThrow('client');
    const beyond = new Uint8Array([1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 127, 0, 0, 1, 0]);
    expect(() => scanUpdate(beyond, roots)).toThrow('number');
    const twice = new Uint8Array([2, 1, 5, 0, 0, 1, 1, 5, 1, 0, 1, 0]);
    expect(() => scanUpdate(twice, roots)).toThrow('client');
    expect(() => scanUpdate(craft(1, 0, [gc(0)]), roots)).toThrow('empty');
  });

  test('trailing bytes, truncation, text that is no UTF-8, format V2', () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'hej');
    const good = Y.encodeStateAsUpdate(doc);
    expect(() => scanUpdate(new Uint8Array([...good, 0]), roots)).toThrow('trailing');
    for (let length = 0; length < good.length; length++) {
      expect(() => scanUpdate(good.slice(0, length), roots)).toThrow('malformed');
    }
    const badText = craft(1, 0, [
      (out) => {
        inRoot(out, 4);
        encoding.writeVarUint8Array(out, new Uint8Array([0xc0, 0x80]));
      },
    ]);
    expect(() => scanUpdate(badText, roots)).toThrow('text');
    expect(() => scanUpdate(Y.encodeStateAsUpdateV2(doc), roots)).toThrow('malformed');
  });

  test('a subdocument in a document with kinds, and one with broken options anywhere', () => {
    const doc = new Y.Doc();
    doc.getMap('map').set('sub', new Y.Doc());
    const update = Y.encodeStateAsUpdate(doc);
    expect(() => scanUpdate(update, roots)).toThrow('subdocument');
    expect(scanUpdate(update, null).ranges).toHaveLength(1);
  });

  test('a struct that refers to what comes after it', () => {
    const update = craft(9, 0, [
      (out) => {
        encoding.writeUint8(out, 0x80 | 4);
        encoding.writeVarUint(out, 9);
        encoding.writeVarUint(out, 3);
        encoding.writeVarString(out, 'x');
      },
    ]);
    expect(() => scanUpdate(update, roots)).toThrow('reference');
  });

  test('bombs of a few bytes cost neither time nor memory', () => {
    const huge = 2 ** 49;
    const bombs = [
      craft(1, 0, [gc(1)], 33_554_431),
      craft(1, 0, [gc(huge)]),
      deletes(1, [[0, huge]]),
      craft(1, 0, [any(nested(200_000))]),
      craft(1, 0, [any((out) => encoding.writeUint8Array(out, Uint8Array.of(117, 255, 255, 127)))]),
      craft(1, 0, [any((out) => encoding.writeUint8Array(out, Uint8Array.of(119, 255, 255, 127)))]),
    ];
    const scanAll = () => {
      for (const bomb of bombs) expect(() => scanUpdate(bomb, roots)).toThrow('malformed');
    };
    scanAll();
    const [before, begun] = [process.memoryUsage(), performance.now()];
    scanAll();
    const { rss, arrayBuffers } = process.memoryUsage();
    expect((performance.now() - begun) / bombs.length).toBeLessThan(5);
    expect(rss - before.rss).toBeLessThan(10 * 1024 * 1024);
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(1024 * 1024);
  });
});
