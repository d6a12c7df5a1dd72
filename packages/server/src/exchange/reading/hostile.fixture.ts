import { crc32, deflateRawSync } from 'node:zlib';

interface Part {
  name: string;
  data: Buffer;
}

export const packed = (name: string, data: string | Buffer): Part => ({
  name,
  data: typeof data === 'string' ? Buffer.from(data, 'utf8') : data,
});

/** A ZIP file, written by its specification and not by our own writer. */
export function zipOf(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of parts) {
    const deflated = deflateRawSync(data, { level: 9 });
    const title = Buffer.from(name, 'utf8');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(deflated.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(title.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(deflated.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(title.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, title, deflated);
    directory.push(entry, title);
    offset += local.length + title.length + deflated.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export const oneSheet = (rows: string, after = '') =>
  `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`;

export interface HostileWorkbook {
  sheet: string | Buffer;
  texts?: string;
  hidden?: boolean;
  macros?: boolean;
  link?: string;
}

/** The least that programs take for a workbook, with one sheet as given; names carry a prefix, as some write them. */
export function workbook({ sheet, texts, hidden, macros, link }: HostileWorkbook): Buffer {
  const kind = macros
    ? 'application/vnd.ms-excel.sheet.macroEnabled.main+xml'
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
  const relation = (id: string, type: string, target: string, more = '') =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${more}/>`;
  return zipOf([
    packed(
      '[Content_Types].xml',
      `<Types><Override PartName="/xl/workbook.xml" ContentType="${kind}"/></Types>`,
    ),
    packed(
      '_rels/.rels',
      `<Relationships>${relation('r1', 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
    ),
    packed(
      'xl/workbook.xml',
      `<x:workbook xmlns:x="${main}" xmlns:r="${office}"><x:sheets>${
        hidden ? '<x:sheet name="Hidden" sheetId="2" state="hidden" r:id="r9"/>' : ''
      }<x:sheet name="Budget" sheetId="1" r:id="r1"/></x:sheets></x:workbook>`,
    ),
    packed(
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}${relation('r2', 'styles', 'styles.xml')}${
        texts ? relation('r3', 'sharedStrings', '../xl/./sharedStrings.xml') : ''
      }${link ? relation('r4', 'externalLink', link, ' TargetMode="External"') : ''}${
        hidden ? relation('r9', 'worksheet', 'worksheets/sheet1.xml') : ''
      }</Relationships>`,
    ),
    packed(
      'xl/styles.xml',
      `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="[$-41D]yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="#,##0.00 &quot;dkr&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="165"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
    ),
    ...(texts ? [packed('xl/sharedStrings.xml', `<sst xmlns="${main}">${texts}</sst>`)] : []),
    packed('xl/worksheets/sheet1.xml', sheet),
    ...(macros ? [packed('xl/vbaProject.bin', 'x')] : []),
  ]);
}
