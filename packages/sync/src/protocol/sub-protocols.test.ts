import { expect, test } from 'vitest';
import { bestOf, subProtocols, versionOf } from './sub-protocols.ts';

test('the best that both know is spoken, in whatever order it was offered', () => {
  expect(subProtocols.map(versionOf)).toEqual([2, 1]);
  expect(bestOf(['samspel.sync.v1', 'samspel.sync.v2', 'samspel.sync.v3'])).toBe('samspel.sync.v2');
  expect(bestOf(['samspel.sync.v3', 'samspel.sync.v1'])).toBe('samspel.sync.v1');
  expect(bestOf(['samspel.sync.v0', ''])).toBeUndefined();
  expect(versionOf('')).toBeUndefined();
});
