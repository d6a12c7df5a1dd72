import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainAmount, toMinor } from './money.ts';
import {
  currencyIn,
  type NumberStyle,
  parseAmount,
  parsePercentInput,
  parseQuantityInput,
  styleOfCells,
} from './parse-amount.ts';

// Any UTF-16 units at all, lone surrogates and control characters among them.
const anyString = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })))
  .map((units) => String.fromCharCode(...units));

function amountOf(input: string, style: NumberStyle): string {
  const parsed = parseAmount(input, style);
  return parsed.ok ? plainAmount(parsed.value) : parsed.fault;
}

test.each([
  ['12 345,67', 'sv', '12345.67'],
  ['12 345,67', 'en', '12345.67'],
  ['12\u00a0345,67', 'sv', '12345.67'],
  ['12\u202f345\u202f678', 'sv', '12345678.00'],
  ['12.345,67', 'sv', '12345.67'],
  ['12,345.67', 'en', '12345.67'],
  ['12,345.67', 'sv', '12345.67'],
  ['1,234,567', 'sv', '1234567.00'],
  ['1.234.567', 'en', '1234567.00'],
  ['1234,5', 'sv', '1234.50'],
  ['1234.5', 'en', '1234.50'],
  ['0,05', 'sv', '0.05'],
  [',5', 'sv', '0.50'],
  ['50:-', 'sv', '50.00'],
  ['1 200 kr', 'sv', '1200.00'],
  ['SEK 1 200', 'sv', '1200.00'],
  ['€12,345.67', 'en', '12345.67'],
  ['12 EUR', 'en', '12.00'],
  ['−50', 'sv', '-50.00'],
  ['- 50', 'sv', '-50.00'],
  ['+7', 'sv', '7.00'],
  ['007', 'sv', '7.00'],
  ["1'234.50", 'en', '1234.50'],
  ['1,234', 'en', '1234.00'],
  ['1,2300', 'sv', '1.23'],
  ['1 000,25', 'sv', '1000.25'],
  ['1\u202f000,25 kr', 'sv', '1000.25'],
  ['(1 000,25)', 'sv', '-1000.25'],
  ['(1,234.50)', 'en', '-1234.50'],
  [' € (1 234.50) ', 'en', '-1234.50'],
  ['(12) kr', 'sv', '-12.00'],
  ['(12,50 kr)', 'sv', '-12.50'],
  ['(kr 12,50)', 'sv', '-12.50'],
  ['−5', 'sv', '-5.00'],
] as const)('MO8 %s typed in %s is %s', (input, style, expected) => {
  expect(amountOf(input, style)).toBe(expected);
});

test.each([
  ['1,234', 'sv', 'ambiguous'],
  ['1.234', 'sv', 'ambiguous'],
  ['1.234', 'en', 'ambiguous'],
  ['1234,567', 'sv', 'too_many_decimals'],
  ['0,125', 'sv', 'too_many_decimals'],
  ['', 'sv', 'empty'],
  ['  ', 'sv', 'empty'],
  ['12 34', 'sv', 'not_a_number'],
  ['1,23,456', 'en', 'not_a_number'],
  ['1.2.3,4,5', 'sv', 'not_a_number'],
  ['12a', 'sv', 'not_a_number'],
  ['1e5', 'sv', 'not_a_number'],
  ['--5', 'sv', 'not_a_number'],
  ['NaN', 'en', 'not_a_number'],
  ['.', 'en', 'not_a_number'],
  ['(-5)', 'sv', 'not_a_number'],
  ['(5', 'sv', 'not_a_number'],
  ['((5))', 'sv', 'not_a_number'],
  ['()', 'sv', 'empty'],
  ['50-', 'sv', 'ambiguous'],
  ['1 000,25−', 'sv', 'ambiguous'],
  ['5 %', 'sv', 'not_a_number'],
  ['$5', 'en', 'not_a_number'],
  ['(1,234)', 'sv', 'ambiguous'],
  ['12345678901234', 'sv', 'too_large'],
  ['9'.repeat(400), 'sv', 'too_large'],
] as const)('MO8 %s typed in %s is refused: %s', (input, style, fault) => {
  expect(amountOf(input, style)).toBe(fault);
});

test('MO8 what is typed as it is shown comes back as it was, in both styles', () => {
  const shown = (amount: bigint, group: string, point: string) => {
    const [whole = '', cents = ''] = plainAmount(toMinor(amount)).split('.');
    return whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) + point + cents;
  };
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n), (amount) => {
      expect(parseAmount(shown(amount, '\u00a0', ','), 'sv')).toEqual({ ok: true, value: amount });
      expect(parseAmount(shown(amount, ',', '.'), 'en')).toEqual({ ok: true, value: amount });
    }),
  );
});

test('MO8 no input makes the parser throw', () => {
  fc.assert(
    fc.property(anyString, fc.constantFrom('sv', 'en'), (input, style) => {
      parseAmount(input, style as NumberStyle);
      parseQuantityInput(input, style as NumberStyle);
    }),
  );
});

test('MO8 quantities and percentages are typed the same way', () => {
  expect(parseQuantityInput('12,5', 'sv')).toEqual({ ok: true, value: '12.5' });
  expect(parseQuantityInput('0,3333', 'sv')).toEqual({ ok: true, value: '0.3333' });
  expect(parseQuantityInput('-1', 'sv')).toEqual({ ok: false, fault: 'not_a_number' });
  expect(parseQuantityInput('1 234', 'sv')).toEqual({ ok: true, value: '1234' });
  expect(parsePercentInput('45,24 %', 'sv')).toEqual({ ok: true, value: 4524 });
  expect(parsePercentInput('101', 'sv')).toEqual({ ok: false, fault: 'too_large' });
});

test.each([
  [['1,234', '12,50'], 'en', 'sv'],
  [['1,234', '1,234.50'], 'sv', 'en'],
  [['1 234,5 kr', '7'], 'en', 'sv'],
  [['1.234', '5.67'], 'sv', 'en'],
  [['1.234,50', '3.000'], 'en', 'sv'],
  [['0,3333'], 'en', 'sv'],
  [['1,234', '1.234', '5'], 'sv', 'sv'],
  [['Staff', ''], 'en', 'en'],
  [['12,50', '12.50'], 'sv', null],
] as const)('MO8 the cells %j pasted in %s are written in %s', (cells, own, style) => {
  expect(styleOfCells(cells, own)).toBe(style);
});

test.each([
  ['12 EUR', 'EUR'],
  ['€12', 'EUR'],
  ['1 200 kr', 'SEK'],
  ['SEK 1 200', 'SEK'],
  ['50:-', 'SEK'],
  ['(12kr)', 'SEK'],
  ['12', null],
  ['-50', null],
  ['krona', null],
] as const)('MO8 beside %s stands the currency %s', (input, currency) => {
  expect(currencyIn(input)).toBe(currency);
});
