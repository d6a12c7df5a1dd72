import type { ImportedFile } from '@samspel/domain/exchange/imported-file';
import { describe, expect, test } from 'vitest';
import { FileRefused } from './file-refused.ts';
import { oneSheet, packed, workbook, zipOf } from './hostile.fixture.ts';
import { readFile } from './read-file.ts';

const bytesOf = (text: string) => Buffer.from(text, 'utf8');

const faultOf = (bytes: Buffer): string | null => {
  try {
    readFile(bytes);
    return null;
  } catch (error) {
    if (error instanceof FileRefused) return error.fault;
    throw error;
  }
};

const cellsOf = (file: ImportedFile) => file.sheets[0]?.rows.map(({ cells }) => cells);

describe('a workbook', () => {
  test('gives texts, numbers as they are shown, days, truth values, errors and stored results', () => {
    const file = readFile(
      workbook({
        sheet: oneSheet(
          `<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>Tåg</t></is></c></row>
           <row><c><v>296.50999999999999</v></c><c s="1"><v>46082</v></c><c s="2"><v>46082.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c></row>
           <row r="9"><c r="A9"><f>1+1</f><v>2</v></c><c r="B9"><f>A9</f></c><c r="C9" t="str"><f>"a"</f><v>a_x000D_b</v></c><c r="D9"><v>1E+21</v></c><c r="E9"><v>1.5E-3</v></c></row>`,
          '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>',
        ),
        texts:
          '<si><t>never shown</t></si><si><r><t>Rese</t></r><r><t>närer</t></r><rPh><t>x</t></rPh></si>',
      }),
    );
    expect(cellsOf(file)).toEqual([
      [null, 'Resenärer', 'Tåg'],
      [
        { n: '296.51' },
        { d: '2026-03-01' },
        { d: '2026-03-01 12:00' },
        { b: true },
        { e: '#DIV/0!' },
      ],
      [{ n: '2' }, { e: 'no_value' }, 'a\rb', { n: '1000000000000000000000' }, { n: '0.0015' }],
    ]);
    expect(file.sheets[0]?.rows.map(({ row }) => row)).toEqual([2, 3, 9]);
    expect(file.sheets[0]?.merged).toEqual([{ rows: [2, 4], columns: [0, 0] }]);
    expect(file.sheets[0]?.notes).toEqual([
      { note: 'formulas', count: 3, at: 'A9' },
      { note: 'merged_cells', count: 1, at: 'A2:A4' },
    ]);
  });

  test('with hidden sheets and links to other files gives the visible ones, and asks nobody', () => {
    const file = readFile(
      workbook({
        sheet: oneSheet('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>'),
        hidden: true,
        link: 'file:///etc/passwd',
      }),
    );
    expect(file.sheets.map(({ name }) => name)).toEqual(['Budget']);
    expect(file.notes).toEqual([
      { note: 'external_links', count: 1, at: '' },
      { note: 'hidden_sheets', count: 1, at: 'Hidden' },
    ]);
    expect(file.sheets[0]?.notes).toEqual([{ note: 'hidden_rows', count: 1, at: '1' }]);
  });

  test('numbers that are none are said to be errors', () => {
    const values = ['NaN', 'Infinity', '1E999', '-INF', 'x', '0x10'];
    const sheet = oneSheet(`<row r="1">${values.map((v) => `<c><v>${v}</v></c>`).join('')}</row>`);
    const cells = cellsOf(readFile(workbook({ sheet })))?.[0];
    expect(cells?.slice(0, 5)).toEqual(values.slice(0, 5).map((e) => ({ e })));
  });

  test('cells far to the right are left out, and that is said', () => {
    const sheet = oneSheet(
      '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
    );
    const file = readFile(workbook({ sheet }));
    expect(file.sheets[0]?.rows).toEqual([{ row: 1_048_576, cells: [{ n: '1' }] }]);
    expect(file.sheets[0]?.notes).toEqual([{ note: 'columns_cut', count: 1, at: 'XFD1048576' }]);
  });
});

describe('a file that is not taken is told why', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['lines of nothing', bytesOf(';;\n;;\n'), 'empty'],
    ['a sheet of nothing', workbook({ sheet: oneSheet('') }), 'empty'],
    ['a PDF', bytesOf('%PDF-1.7 ...'), 'not_a_spreadsheet'],
    ['a picture', Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'not_a_spreadsheet'],
    ['a program', Buffer.from('7f454c4602010100000000', 'hex'), 'not_a_spreadsheet'],
    [
      'a page under another name',
      bytesOf('<html><table><tr><td>1</td></tr></table>'),
      'other_format',
    ],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'old_excel'],
    [
      'a workbook with a password',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
      'encrypted',
    ],
    ['a workbook with macros', workbook({ sheet: oneSheet(''), macros: true }), 'macros'],
    [
      'a binary workbook',
      zipOf([
        packed(
          '[Content_Types].xml',
          '<Types><Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        ),
        packed('xl/workbook.bin', 'x'),
      ]),
      'other_format',
    ],
    ['a document of another program', zipOf([packed('mimetype', 'application/x')]), 'other_format'],
    ['a text document', zipOf([packed('[Content_Types].xml', '<Types/>')]), 'not_a_spreadsheet'],
    ['half a ZIP', workbook({ sheet: oneSheet('') }).subarray(0, 300), 'damaged'],
    ['an open quote', bytesOf('a;b\n"x;2\n'), 'unclosed_quote'],
    ['a sheet that is no XML', workbook({ sheet: '<worksheet><row>' }), 'damaged'],
    [
      'a broken number of a text',
      workbook({ sheet: oneSheet('<row><c t="s"><v>-1</v></c></row>') }),
      'damaged',
    ],
  ])('%s', (_, bytes, fault) => {
    expect(faultOf(bytes)).toBe(fault);
  });

  test('a locked part, and a directory that leads nowhere', () => {
    const whole = workbook({ sheet: oneSheet('<row><c><v>1</v></c></row>') });
    const locked = Buffer.from(whole);
    const entry = locked.indexOf(Buffer.from('504b0102', 'hex'));
    locked.writeUInt16LE(locked.readUInt16LE(entry + 8) | 1, entry + 8);
    expect(faultOf(locked)).toBe('encrypted');
    const lost = Buffer.from(whole);
    lost.writeUInt32LE(0xfffffff0, lost.length - 6);
    expect(faultOf(lost)).toBe('damaged');
  });

  test('entities: those that grow, and those that lead to files', () => {
    const grow = `<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'
      .split('')
      .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghij'[at]};`.repeat(10)}">`)
      .join('')}]>`;
    const leak = '<!DOCTYPE w [<!ENTITY j SYSTEM "file:///etc/passwd">]>';
    for (const head of [grow, leak]) {
      const sheet = `<?xml version="1.0"?>${head}${oneSheet('<row><c t="inlineStr"><is><t>&j;</t></is></c></row>')}`;
      expect(faultOf(workbook({ sheet }))).toBe('damaged');
    }
  });
});

describe('a text file', () => {
  const rows = [
    ['Kostnadsslag', 'Å pris'],
    ['Resor; "tåg"\noch buss', '1 950,50'],
  ];

  test.each([
    ['UTF-8', (text: string) => Buffer.from(text, 'utf8'), 'utf-8'],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf8'), 'utf-8'],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le'), 'utf-16le'],
    [
      'UTF-16 the other way',
      (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      'utf-16be',
    ],
    ['Windows-1252', (text: string) => Buffer.from(text, 'latin1'), 'windows-1252'],
  ])('in %s is read', (_, encode, encoding) => {
    const text = 'Kostnadsslag;Å pris\r\n"Resor; ""tåg""\noch buss";1 950,50\r\n';
    const file = readFile(encode(text));
    expect(cellsOf(file)).toEqual(rows);
    expect(file.text).toEqual({ encoding, separator: ';' });
  });

  test.each([
    ['a\tb,c\n1\t2,5\n', '\t'],
    ['a,b\n1,"2;5"\n', ','],
    ['a|b|c\n1|2|3', '|'],
    ['sep=,\na;b,c\n', ','],
    ['Tåg;950,50;x,y\nBuss;1,5;\n', ';'],
    ['alone\n', ';'],
  ])('by its separator: %j', (text, separator) => {
    expect(readFile(bytesOf(text)).text?.separator).toBe(separator);
  });

  test('empty lines count as lines, and an empty last cell is none', () => {
    const file = readFile(bytesOf('a;b\n\n1;\n'));
    expect(file.sheets[0]?.rows).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 3, cells: ['1', null] },
    ]);
  });
});

test('a workbook with any of its bytes changed is read or refused, and never anything else', () => {
  const whole = workbook({
    sheet: oneSheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1</f><v>2</v></c></row>'),
    texts: '<si><t>Resor</t></si>',
    link: 'x.xlsx',
  });
  let refused = 0;
  let state = 20_261_123;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(whole.subarray(0, whole.length - (round % 5 === 0 ? next(400) : 0)));
    for (let change = 0; change <= next(4); change++) bytes[next(bytes.length)] = next(256);
    if (faultOf(bytes) !== null) refused += 1;
  }
  expect(refused).toBeGreaterThan(500);
});
