import { randomBytes } from 'node:crypto';
import { importLimits } from '@samspel/domain/exchange/imported-file';
import { oneSheet, workbook } from '@samspel/server/exchange/reading/hostile.fixture';
import { readUpload } from '@samspel/server/exchange/reading/read-upload';
import { describe, expect, test } from 'vitest';

// Files that are small where they lie and large where they are opened; each is read as the product does.
const limits = {
  ...{ timeoutMs: 120_000, memoryBytes: 600_000_000, heapMegabytes: 256, outputBytes: 30_000_000 },
};

async function read(bytes: Uint8Array, limit = limits) {
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
    // Less than its sheet alone would take: nothing of it was unpacked.
    expect(await read(bomb, { ...limits, memoryBytes: 200_000_000 })).toBe('zip_bomb');
  });

  test('a ZIP bomb that lies about its size is stopped at the size that it named', async () => {
    const honest = workbook({ sheet: Buffer.concat([zeros, zeros]) });
    const entry = honest.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml')) - 46;
    const lying = Buffer.from(honest);
    lying.writeUInt32LE(1000, entry + 24);
    expect(await read(lying)).toBe('zip_bomb');
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
    const lean = { ...limits, memoryBytes: 80_000_000 };
    expect(await read(workbook({ sheet: big }), lean)).toBe('took_too_much');
  });

  test('a sheet of a million rows is given up after the first few thousand', async () => {
    const row = '<row><c><v>1</v></c></row>';
    expect(await read(workbook({ sheet: oneSheet(row.repeat(1_000_000)) }))).toBe('too_many_rows');
    expect(await read(Buffer.from('1;2\n'.repeat(1_000_000)))).toBe('too_many_rows');
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
});
