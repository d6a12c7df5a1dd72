import { randomBytes } from 'node:crypto';
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
  const zeros = Buffer.alloc(64 * 1024 * 1024, 0x20);

  test('a ZIP bomb is refused by what it says of itself, before it is unpacked', async () => {
    const bomb = workbook({ sheet: Buffer.concat([zeros, zeros, zeros, zeros]) });
    expect(bomb.length).toBeLessThan(300_000);
    const begun = performance.now();
    expect(await read(bomb)).toBe('zip_bomb');
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  test('a ZIP bomb that lies about its size is stopped at the size that it named', async () => {
    const honest = workbook({ sheet: Buffer.concat([zeros, zeros]) });
    const entry = honest.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml')) - 46;
    const lying = Buffer.from(honest);
    lying.writeUInt32LE(1000, entry + 24);
    expect(await read(lying)).toBe('zip_bomb');
  });

  test('a directory of very many parts', async () => {
    const parts = Array.from({ length: importLimits.entries + 1 }, (_, at) => packed(`x${at}`, ''));
    expect(await read(zipOf(parts))).toBe('zip_bomb');
  });

  test('a sheet of 100 MB whose cells say little is read; one that is larger is not', async () => {
    const filler = `<!-- ${'x'.repeat(1000)} -->`.repeat(95_000);
    const two = (more: string) =>
      oneSheet(`<row><c><v>1</v></c></row>${filler}${more}<row><c><v>2</v></c></row>`);
    const big = two('');
    expect(big.length).toBeGreaterThan(90_000_000);
    expect(await read(workbook({ sheet: big }))).toEqual([[{ n: '1' }], [{ n: '2' }]]);
    // Packs as honest numbers do, so it is no bomb, and still more than is unpacked.
    const noise = randomBytes(2_000_000).toString('base64');
    expect(await read(workbook({ sheet: two(`<!-- ${noise}${' '.repeat(4_000_000)} -->`) }))).toBe(
      'too_large',
    );
    const lean = { ...generous, memoryBytes: 80_000_000 };
    expect(await read(workbook({ sheet: big }), lean)).toBe('took_too_much');
  });

  test('a sheet of a million rows is given up after the first few thousand', async () => {
    const row = '<row><c><v>1</v></c></row>';
    const begun = performance.now();
    expect(await read(workbook({ sheet: oneSheet(row.repeat(1_000_000)) }))).toBe('too_many_rows');
    expect(performance.now() - begun).toBeLessThan(8000);
    expect(await read(bytesOf('1;2\n'.repeat(1_000_000)))).toBe('too_many_rows');
  });

  test('very many cells, and a table of very long texts', async () => {
    const wide = `<row>${'<c><v>1</v></c>'.repeat(60)}</row>`;
    expect(await read(workbook({ sheet: oneSheet(wide.repeat(1990)) }))).toBe('too_many_cells');
    const texts = `<si><t>${'x'.repeat(40_000_000)}</t></si>`;
    const shown = '<row><c t="s"><v>0</v></c></row>';
    const cells = await read(workbook({ sheet: oneSheet(shown), texts }));
    expect(cells).toEqual([['x'.repeat(importLimits.cellCharacters)]]);
    const many = oneSheet(shown.repeat(1500));
    expect(await read(workbook({ sheet: many, texts }))).toBe('too_many_cells');
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
    expect(children()).toBe(before);
    expect(await read(small)).toEqual([[{ n: '1' }]]);
  });
});

test('more at once than can wait are sent away', async () => {
  const many = Array.from({ length: 16 }, () => readUpload(bytesOf('a;b\n')));
  const done = await Promise.allSettled(many);
  const away = done.filter(({ status }) => status === 'rejected');
  expect(away).toHaveLength(4);
  expect(away[0]).toMatchObject({ reason: { code: 'rate_limited', reason: 'reading_is_busy' } });
});
