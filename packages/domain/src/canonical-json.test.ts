import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('CJ1 writes the example of RFC 8785 as the RFC does', () => {
  const value: unknown = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  );
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('CJ1 sorts keys by UTF-16 units, as the RFC’s second example does', () => {
  const value = {
    '\u20ac': 1,
    '\r': 2,
    '\ufb33': 3,
    '1': 4,
    '\ud83d\ude00': 5,
    '\u0080': 6,
    '\u00f6': 7,
  };
  const numbers = canonicalJson(value).replace(/[^:]*:(\d)[,}]/g, '$1');
  expect(numbers).toBe('2467153');
});

test('CJ1 refuses what is not JSON', () => {
  const circular: unknown[] = [];
  circular.push(circular);
  const wrong = [1n, Number.NaN, Infinity, undefined, () => 1, new Map(), [undefined], '\ud800'];
  for (const value of [...wrong, { '\udc00': 1 }, circular, Symbol('x')]) {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  }
});

test('CJ1 writes what JSON.parse reads back, the same for every order of keys', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const value: unknown = JSON.parse(json);
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
  expect(canonicalJson({ b: 1, a: undefined, c: -0 })).toBe('{"b":1,"c":0}');
});
