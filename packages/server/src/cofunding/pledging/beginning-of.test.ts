import { describe, expect, test } from 'vitest';
import { beginningOf } from './beginning-of.ts';

describe('the beginning of a text', () => {
  test.each([
    ['Smart textil i Västra Götaland', 40, 'Smart textil i Västra Götaland'],
    ['Smart textil i Västra Götaland', 20, 'Smart textil i…'],
    ['Smart textil i Västra Götaland', 21, 'Smart textil i Västra…'],
    ['Smart textil, och mode', 13, 'Smart textil…'],
    ['Ettenda långtordutanslut', 30, 'Ettenda långtordutanslut'],
    ['Sammansattutanmellanslag', 10, 'Sammansatt…'],
    ['👩‍🔬👩‍🔬 abc', 100, '👩‍🔬👩‍🔬 abc'],
    ['  ', 5, ''],
  ])('%s to %i', (text, length, expected) => {
    expect(beginningOf(text, length)).toBe(expected);
  });
});
