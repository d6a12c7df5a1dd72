import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOrderKey, orderKeyBetween } from './order-key.ts';

test('DO1 a key between two others sorts between them, wherever one inserts', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 120 }), (places) => {
      const keys: string[] = [];
      places.forEach((place, turn) => {
        const at = place % (keys.length + 1);
        const [before, after] = [keys[at - 1] ?? null, keys[at] ?? null];
        const key = orderKeyBetween(before, after, `row-${turn}`);
        expect(isOrderKey(key)).toBe(true);
        expect(before === null || before < key).toBe(true);
        expect(after === null || key < after).toBe(true);
        keys.splice(at, 0, key);
      });
    }),
  );
});

test('DO1 two people who insert at one place get different keys, with room between them', () => {
  const [low, high] = [orderKeyBetween(null, null, 'a'), orderKeyBetween(null, null, 'b')].sort();
  expect(low).not.toBe(high);
  const between = orderKeyBetween(low ?? '', high ?? '', 'c');
  expect(between > (low ?? '') && between < (high ?? '')).toBe(true);
});

test('DO1 a thousand rows at the end, at the front or at one place keep short keys', () => {
  const longest = (next: (keys: string[], turn: number) => void) => {
    const keys: string[] = [];
    for (let turn = 0; turn < 1000; turn++) next(keys, turn);
    expect([...keys].sort()).toEqual(keys);
    return Math.max(...keys.map((key) => key.length));
  };
  const id = (turn: number) => `row-${turn}`;
  const end = longest((keys, turn) =>
    keys.push(orderKeyBetween(keys.at(-1) ?? null, null, id(turn))),
  );
  const front = longest((keys, turn) =>
    keys.unshift(orderKeyBetween(null, keys[0] ?? null, id(turn))),
  );
  const second = longest((keys, turn) =>
    keys.splice(1, 0, orderKeyBetween(keys[0] ?? null, keys[1] ?? null, id(turn))),
  );
  expect([end, front]).toEqual([8, 8]);
  expect(second).toBeLessThan(512);
});

test('DO1 keys in the wrong order are refused, and what is no key is told apart', () => {
  expect(() => orderKeyBetween('b', 'a', 'x')).toThrow(RangeError);
  for (const wrong of ['', 'a0', '0', 'å', 7, null, 'x'.repeat(513)]) {
    expect(isOrderKey(wrong), String(wrong)).toBe(false);
  }
});
