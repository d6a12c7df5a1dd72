import { describe, expect, test } from 'vitest';
import { countsAsReceived, systemFailure } from './system-failure.ts';

const failed = {
  receivedAt: '2026-12-23T14:59:59.900Z',
  failedAt: '2026-12-23T15:02:30.000Z',
  content: 'aa',
};

describe('a failure of the system', () => {
  test('SY1 is said to be ours, blocks nothing, and says until when the receipt holds', () => {
    expect(systemFailure(failed)).toMatchObject({
      rule: 'SY1',
      severity: 'warning',
      params: { receivedAt: failed.receivedAt, untilAt: '2026-12-26T15:02:30.000Z' },
    });
  });

  test('SY2 the same content counts as received when it first was, 72 hours long', () => {
    const again = (at: string) => countsAsReceived({ at, content: 'aa' }, failed);
    expect(again('2026-12-24T09:00:00.000Z')).toBe(failed.receivedAt);
    expect(again('2026-12-26T15:02:30.000Z')).toBe(failed.receivedAt);
    expect(again('2026-12-26T15:02:30.001Z')).toBe('2026-12-26T15:02:30.001Z');
  });

  test('SY2 changed content, and content that nothing failed on, counts from its own arrival', () => {
    const at = '2026-12-24T09:00:00.000Z';
    expect(countsAsReceived({ at, content: 'bb' }, failed)).toBe(at);
    expect(countsAsReceived({ at, content: 'aa' }, null)).toBe(at);
  });
});
