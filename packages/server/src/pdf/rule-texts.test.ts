import { checks, findingOf } from '@samspel/domain/rules';
import { expect, test } from 'vitest';
import { findingText } from './rule-texts.ts';

test('every rule speaks Swedish and English in print, and leaves no placeholder that it was given', () => {
  for (const rule of Object.keys(checks) as (keyof typeof checks)[]) {
    const names = [...checks[rule].message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    const params = Object.fromEntries(
      names.map((name) => [name, name.endsWith('At') ? '2026-12-22T15:00:00Z' : '100']),
    );
    const finding = findingOf(rule, 'proposal', params);
    for (const language of ['sv', 'en'] as const) {
      expect(findingText(language, finding)).not.toMatch(/\{\w+\}/);
    }
    expect(findingText('sv', finding)).not.toBe(findingText('en', finding));
  }
});

test('amounts and rates are set in the reader’s way', () => {
  const finding = findingOf('BU12', 'proposal', {
    euMinor: '10000001',
    rateBp: 5000,
    totalMinor: '20000000',
  });
  expect(findingText('sv', finding)).toContain('100\u00a0000,01\u00a0€');
  expect(findingText('en', finding)).toContain('€100,000.01');
});
