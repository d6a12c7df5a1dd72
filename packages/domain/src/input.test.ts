import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  basisPoints,
  cleanName,
  cleanText,
  day,
  email,
  instant,
  lengthOf,
  minor,
  name,
  optionalName,
  text,
  textFault,
  uuid,
} from './input.ts';

// Any UTF-16 units at all, lone surrogates and control characters among them.
const anyString = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })))
  .map((units) => String.fromCharCode(...units));

const faultOf = (schema: z.ZodType, value: unknown) => {
  const result = schema.safeParse(value);
  return result.success ? 'accepted' : result.error.issues[0]?.message;
};

describe('text', () => {
  test('IN1 is stored in NFC, with line breaks as \\n and without control characters', () => {
    expect(text(20).parse('a\u030a\r\nb\rc\u0007\tz')).toBe('å\nb\nc\tz');
  });

  test('IN1 with NUL or a lone surrogate is refused', () => {
    expect(faultOf(text(20), 'a\u0000b')).toBe('nul');
    expect(faultOf(text(20), 'a\ud800b')).toBe('lone_surrogate');
    expect(faultOf(name(20), '\udc00')).toBe('lone_surrogate');
    expect(textFault('🧵')).toBeNull();
  });

  test('IN1 is as long as its code points', () => {
    expect(lengthOf('🧵🧵')).toBe(2);
    expect(faultOf(text(2), '🧵🧵')).toBe('accepted');
    expect(faultOf(text(2), '🧵🧵🧵')).toBe('too_long');
    expect(faultOf(text(2), 'x'.repeat(1_000_000))).toBe('too_long');
  });

  test('IN1 names are one line without bidirectional controls, and not empty', () => {
    expect(name(40).parse('  Mobile\n Heights\u202e ')).toBe('Mobile Heights');
    expect(faultOf(name(40), ' \u200f ')).toBe('required');
    expect(faultOf(optionalName(40), ' ')).toBe('accepted');
    expect(faultOf(name(40), 7)).not.toBe('accepted');
  });

  test('IN1 cleaning a second time changes nothing, and what is clean can be stored', () => {
    fc.assert(
      fc.property(anyString, (value) => {
        const cleaned = cleanText(value);
        expect(cleanText(cleaned)).toBe(cleaned);
        expect(cleanName(cleanName(value))).toBe(cleanName(value));
        expect(cleaned).not.toContain('\u0000');
      }),
      { numRuns: 200 },
    );
  });
});

describe('fields', () => {
  test('IN2 mail addresses have one spelling', () => {
    expect(email().parse(' Editor@Smart-Textiles.Example ')).toBe('editor@smart-textiles.example');
    for (const wrong of [
      '',
      'editor',
      'a@b',
      `${'a'.repeat(300)}@x.example`,
      'a@b.example\u0000',
    ]) {
      expect(faultOf(email(), wrong), wrong).not.toBe('accepted');
    }
  });

  test('IN2 amounts are digits in minor units, without leading zeros', () => {
    expect(minor().parse('007')).toBe('7');
    for (const wrong of ['', '-1', '1.5', '1 0', '1'.repeat(16), 5]) {
      expect(faultOf(minor(), wrong), String(wrong)).not.toBe('accepted');
    }
  });

  test('IN2 ids, instants, days and rates have their form', () => {
    const id = '018F3B6C-0000-7000-8000-000000000001';
    expect(uuid().parse(id)).toBe(id.toLowerCase());
    expect(faultOf(uuid(), `${id}0`)).toBe('not_an_id');
    expect(faultOf(instant(), '2026-12-23T16:00:00+01:00')).toBe('accepted');
    expect(faultOf(instant(), '2026-12-23T16:00:00')).toBe('not_an_instant');
    expect(faultOf(day(), '2026-02-30')).toBe('not_a_day');
    expect(faultOf(day(), '2026-02-28')).toBe('accepted');
    expect(faultOf(basisPoints(), 10_000)).toBe('accepted');
    expect(faultOf(basisPoints(), 10_001)).toBe('not_a_rate');
    expect(faultOf(basisPoints(), 0.5)).toBe('not_a_rate');
  });
});
