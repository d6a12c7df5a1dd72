import { describe, expect, test } from 'vitest';
import { ByteReader, Malformed } from '../protocol/byte-reader.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { readParts, runOf, updatesOf, type WrittenUpdate } from './runs.ts';

const update = (actorId: string | null, ...bytes: number[]): WrittenUpdate => ({
  actorId,
  data: new Uint8Array(bytes),
});

const bytesOf = (updates: readonly WrittenUpdate[]) =>
  new Uint8Array(updates.flatMap(({ data }) => [...data]));

const again = (updates: readonly WrittenUpdate[]) =>
  updatesOf(bytesOf(updates), updates.length, runOf(updates));

describe('a run', () => {
  test('of one update is that update and nothing else', () => {
    expect(runOf([update('anna', 1, 2)])).toEqual({ actorId: 'anna', parts: null });
  });

  test('of one writer names the writer once', () => {
    expect(runOf([update('anna', 1), update('anna', 2, 3)])).toEqual({
      actorId: 'anna',
      parts: new Uint8Array([0, 1, 2]),
    });
  });

  test('of several says who wrote which', () => {
    const updates = [update('anna', 1), update(null, 2), update('örjan', 3, 4), update('anna', 5)];
    expect(runOf(updates).actorId).toBeNull();
    expect(again(updates)).toEqual(updates);
  });

  test.each([1, 2, 3])('comes back as it was, whatever is in it (seed %i)', (seed) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 200; round++) {
      const updates = Array.from({ length: 1 + random.int(40) }, () =>
        update(
          random.pick([null, 'anna', 'bert', 'a'.repeat(300)]),
          ...Array.from({ length: random.int(400) }, () => random.int(256)),
        ),
      );
      expect(again(updates)).toEqual(updates);
    }
  });

  test('that is damaged is not guessed at', () => {
    expect(() => readParts(new ByteReader(new Uint8Array([0, 1])), 2)).toThrow(Malformed);
    expect(() => readParts(new ByteReader(new Uint8Array([1, 200])), 1)).toThrow(Malformed);
  });
});
