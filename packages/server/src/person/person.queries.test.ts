import { describe, expect, test } from 'vitest';
import { initialsOf } from './person.queries.ts';

describe('initials', () => {
  test.each([
    ['Anna Berg', 'AB'],
    ['Åsa von der Ö', 'ÅÖ'],
    ['Koordinator', 'K'],
    ['  élise   dupont ', 'ÉD'],
    ['Coordinator, Mobile Heights', 'CH'],
    ['42', '?'],
    ['', '?'],
  ])('of "%s" are %s', (name, expected) => {
    expect(initialsOf(name)).toBe(expected);
  });
});
