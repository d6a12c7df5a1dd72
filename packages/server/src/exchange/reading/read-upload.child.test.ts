import { importLimits } from '@samspel/domain/exchange/imported-file';
import { describe, expect, test } from 'vitest';
import { oneSheet, packed, workbook, zipOf } from './hostile.fixture.ts';
import { readUpload } from './read-upload.ts';

const generous = {
  ...{ timeoutMs: 30_000, memoryBytes: 600_000_000, heapMegabytes: 256, outputBytes: 30_000_000 },
};
const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const small = workbook({ sheet: oneSheet('<row><c><v>1</v></c></row>') });

const children = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;

async function read(bytes: Uint8Array, limit = generous) {
  const reading = await readUpload(bytes, limit);
  return 'fault' in reading
    ? reading.fault
    : reading.file.sheets[0]?.rows.map(({ cells }) => cells);
}

describe('a file that would take too much', () => {
  test('a directory of very many parts', async () => {
    const parts = Array.from({ length: importLimits.entries + 1 }, (_, at) => packed(`x${at}`, ''));
    expect(await read(zipOf(parts))).toBe('zip_bomb');
  });

  test('more bytes than a file may have', async () => {
    expect(await read(Buffer.alloc(importLimits.fileBytes + 1, 0x31))).toBe('too_large');
  });

  test('a child that takes too long or too much is killed, leaves nothing, and the next one reads', async () => {
    const before = children();
    expect(await read(small, { ...generous, timeoutMs: 5 })).toBe('took_too_long');
    expect(await read(small, { ...generous, outputBytes: 10 })).toBe('too_many_cells');
    const rows = `<row>${'<c><v>1</v></c>'.repeat(60)}</row>`.repeat(1600);
    const tight = { ...generous, heapMegabytes: 8 };
    expect(await read(workbook({ sheet: oneSheet(rows) }), tight)).toBe('took_too_much');
    // Killed is not yet buried.
    await expect.poll(children, { timeout: 10_000 }).toBeLessThanOrEqual(before);
    expect(await read(small)).toEqual([[{ n: '1' }]]);
  });
});

test('a file whose sender is gone is read no further, also one that waits its turn', async () => {
  // Killed is not yet buried: here, and by the test before this one.
  const none = () => expect.poll(children, { timeout: 10_000 }).toBe(0);
  await none();
  const gone = new AbortController();
  const rows = Buffer.from('"a;b"\n'.repeat(1900));
  const all = Array.from({ length: 4 }, () => readUpload(rows, generous, gone.signal));
  const ends = Promise.allSettled(all);
  await expect.poll(children, { timeout: 10_000 }).toBe(2);
  gone.abort();
  expect((await ends).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  await none();
  expect(await read(small)).toEqual([[{ n: '1' }]]);
});

test('more at once than can wait are sent away', async () => {
  const many = Array.from({ length: 16 }, () => readUpload(bytesOf('a;b\n')));
  const done = await Promise.allSettled(many);
  const away = done.filter(({ status }) => status === 'rejected');
  expect(away).toHaveLength(4);
  expect(away[0]).toMatchObject({ reason: { code: 'rate_limited', reason: 'reading_is_busy' } });
});
