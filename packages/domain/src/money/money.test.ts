import { expect, test } from 'vitest';
import { fromEuro, toEuro } from './exchange.ts';
import { divideHalfUp, parseMinor, plainAmount, plainPercent, shareOf, toMinor } from './money.ts';
import { lineAmount, parseQuantity, quantityText } from './quantity.ts';

test('MO1 a line is quantity times unit price, truncated to the minor unit', () => {
  expect(lineAmount(parseQuantity('12.5'), toMinor(100000n))).toBe(1250000n);
  expect(lineAmount(parseQuantity('0.3333'), toMinor(100n))).toBe(33n);
  expect(lineAmount(parseQuantity('0.9999'), toMinor(1n))).toBe(0n);
  expect(lineAmount(parseQuantity('840'), toMinor(29651n))).toBe(24906840n);
  expect(lineAmount(parseQuantity('0.5'), toMinor(-3n))).toBe(-1n);
});

test('MO1 a quantity keeps its four decimals and nothing else', () => {
  expect(quantityText(parseQuantity('007.5000'))).toBe('7.5');
  expect(quantityText(parseQuantity('999999999999.9999'))).toBe('999999999999.9999');
  for (const wrong of ['', '1.', '.5', '1,5', '1.23456', '-1', '1e3', '1234567890123', ' 1']) {
    expect(() => parseQuantity(wrong), wrong).toThrow(RangeError);
  }
});

test('MO2 a share is truncated, so that the funder never pays a fraction too much', () => {
  expect(shareOf(toMinor(21133333n), 5000)).toBe(10566666n);
  expect(shareOf(toMinor(8034572n), 2000)).toBe(1606914n);
  expect(shareOf(toMinor(10n ** 15n), 4524)).toBe(452_400_000_000_000n);
});

test('MO7 currencies convert half up by a fixed fraction', () => {
  const sek = { numerator: 839, denominator: 100 };
  expect(toEuro(parseMinor('100000000'), sek)).toBe(11918951n);
  expect(fromEuro(parseMinor('100'), sek)).toBe(839n);
  expect(divideHalfUp(5n, 10n)).toBe(1n);
  expect(divideHalfUp(-5n, 10n)).toBe(-1n);
  expect(divideHalfUp(4n, 10n)).toBe(0n);
});

test('MO8 amounts and rates have one plain form for messages', () => {
  expect(plainAmount(parseMinor('1056667'))).toBe('10566.67');
  expect(plainAmount(parseMinor('-5'))).toBe('-0.05');
  expect([4524, 5000, 5010, 1, 0].map(plainPercent)).toEqual(['45.24', '50', '50.1', '0.01', '0']);
  for (const wrong of ['', '1.5', '12 000', '1e3', '--1']) {
    expect(() => parseMinor(wrong), wrong).toThrow(RangeError);
  }
});
