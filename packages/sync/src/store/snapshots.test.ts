import { expect, test } from 'vitest';
import { packSnapshot, unpackSnapshot } from './snapshots.ts';

test('unpackedBytes: what would unpack to more is not unpacked', async () => {
  const packed = await packSnapshot(new Uint8Array(1_000_000));
  expect(packed.length).toBeLessThan(2000);
  expect(await unpackSnapshot(packed, { unpackedBytes: 1_000_000 })).toHaveLength(1_000_000);
  await expect(unpackSnapshot(packed, { unpackedBytes: 999_999 })).rejects.toThrow();
});
