import { describe, expect, test } from 'vitest';
import { accessWith, understoodOf } from './shapes.ts';

describe('an editor of yesterday', () => {
  test('may at most read what is newer than it', () => {
    const rights = ['none', 'read', 'write'] as const;
    expect(rights.map((right) => accessWith(right, 1, 2))).toEqual(['none', 'read', 'read']);
    expect(rights.map((right) => accessWith(right, 2, 2))).toEqual(rights);
    expect(rights.map((right) => accessWith(right, 3, 2))).toEqual(rights);
  });

  test('that does not name a kind understands its first shape', () => {
    const shapes = new Map([['narrative', 4]]);
    expect(understoodOf(shapes, 'narrative')).toBe(4);
    expect(understoodOf(shapes, 'budget')).toBe(1);
    expect(understoodOf(new Map(), '__proto__')).toBe(1);
  });
});
