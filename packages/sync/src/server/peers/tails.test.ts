import { describe, expect, test } from 'vitest';
import { decodeTails, encodeTails } from './tails.ts';

/** Whether the updates of each document travel with their number, for documents with so many bytes. */
const travel = (
  bytes: number[],
  limits: { inlineTailBytes: number; inlineMessageBytes: number },
) => {
  const tails = bytes.map((length, i) => ({
    ...{ docId: i + 1, from: 0, to: 1 },
    updates: [new Uint8Array(length)],
  }));
  const { tails: heard } = decodeTails(encodeTails({ hub: 1, at: 1, tails }, limits));
  expect(heard.map(({ docId, to }) => [docId, to])).toEqual(tails.map(({ docId }) => [docId, 1]));
  return heard.map(({ updates }) => updates !== null);
};

describe('what hubs tell each other of a commit', () => {
  test('inlineTailBytes: of a document with more the number alone', () => {
    const limits = { inlineTailBytes: 100, inlineMessageBytes: 10_000 };
    expect(travel([100, 101, 1], limits)).toEqual([true, false, true]);
  });

  test('inlineMessageBytes: of what no longer fits into one message the numbers alone', () => {
    const limits = { inlineTailBytes: 100, inlineMessageBytes: 250 };
    expect(travel([100, 100, 100, 10], limits)).toEqual([true, true, false, true]);
  });
});
