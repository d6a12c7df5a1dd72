import { canonicalJson } from '@samspel/domain/canonical-json';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson } from './plain-json.ts';

test('DO2 whatever a client wrote becomes JSON that can be hashed', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withDate: true }), (value) => {
      expect(() => canonicalJson(plainJson(value))).not.toThrow();
    }),
  );
  expect(plainJson({ a: [1, Number.NaN, 'x\u0000\ud800'], b: undefined, c: 1n })).toEqual({
    a: [1, null, 'x\ufffd'],
    c: null,
  });
  const hostile: unknown = JSON.parse('{"__proto__":{"isAdmin":true}}');
  expect(Object.getPrototypeOf(plainJson(hostile))).toBe(Object.prototype);
});
