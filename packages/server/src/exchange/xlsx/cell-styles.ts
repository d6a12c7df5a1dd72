import { escaped, xmlHead } from './escape-xml.ts';
import type { Cell, CellLook, NumberLook } from './workbook.ts';

export interface Styles {
  /** The number by which a cell names its style; `guarded` marks text that looks like a formula. */
  of(cell: Cell, guarded: boolean): number;
  xml(): string;
}

interface Look {
  font: number;
  fill: number;
  border: number;
}

const fonts = [
  '<sz val="11"/><color rgb="FF1C2321"/><name val="Calibri"/><family val="2"/>',
  '<b/><sz val="16"/><color rgb="FF1D5C4D"/><name val="Calibri"/><family val="2"/>',
  '<sz val="11"/><color rgb="FF55605C"/><name val="Calibri"/><family val="2"/>',
  '<b/><sz val="11"/><color rgb="FF1C2321"/><name val="Calibri"/><family val="2"/>',
];
// The first two are the format's own.
const fills = [
  '<patternFill patternType="none"/>',
  '<patternFill patternType="gray125"/>',
  '<patternFill patternType="solid"><fgColor rgb="FFEAF3EE"/></patternFill>',
  '<patternFill patternType="solid"><fgColor rgb="FFF7F5F0"/></patternFill>',
];
const line = (colour: string) =>
  `<left/><right/><top/><bottom style="thin"><color rgb="${colour}"/></bottom><diagonal/>`;
const borders = ['<left/><right/><top/><bottom/><diagonal/>', line('FFD9D4C8'), line('FF1D5C4D')];

const looks: Record<CellLook, Look> = {
  plain: { font: 0, fill: 0, border: 1 },
  title: { font: 1, fill: 0, border: 0 },
  quiet: { font: 2, fill: 0, border: 0 },
  head: { font: 3, fill: 2, border: 2 },
  sum: { font: 3, fill: 2, border: 1 },
  group: { font: 3, fill: 3, border: 1 },
};

export function openStyles(): Styles {
  const formats = new Map<string, number>();
  const cells = new Map<string, number>();
  // Number 0 is what a cell has that names none.
  const known: string[] = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'];
  const formatOf = (as: NumberLook | undefined): number => {
    const code = as && codeOf(as);
    if (!code) return 0;
    const number = formats.get(code) ?? 164 + formats.size;
    formats.set(code, number);
    return number;
  };
  return {
    of({ look = 'plain', as, wrap = false }, guarded) {
      const key = `${look}/${as ?? ''}/${wrap}/${guarded}`;
      const found = cells.get(key);
      if (found !== undefined) return found;
      const { font, fill, border } = looks[look];
      const inset =
        as || look === 'title' || look === 'quiet' ? '' : ' horizontal="left" indent="1"';
      const across = as && look === 'head' ? ' horizontal="right"' : inset;
      known.push(
        `<xf numFmtId="${formatOf(as)}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"${guarded ? ' quotePrefix="1"' : ''}><alignment vertical="top"${across}${wrap ? ' wrapText="1"' : ''}/></xf>`,
      );
      cells.set(key, known.length - 1);
      return known.length - 1;
    },
    xml() {
      const numbers = [...formats].map(
        ([code, id]) => `<numFmt numFmtId="${id}" formatCode="${escaped(code)}"/>`,
      );
      return [
        `${xmlHead}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`,
        numbers.length > 0
          ? `<numFmts count="${numbers.length}">${numbers.join('')}</numFmts>`
          : '',
        list('fonts', 'font', fonts),
        list('fills', 'fill', fills),
        list('borders', 'border', borders),
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
        `<cellXfs count="${known.length}">${known.join('')}</cellXfs>`,
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
      ].join('');
    },
  };
}

/** Grouping and decimal signs are the reader's own: the format names places, not signs. */
function codeOf(as: NumberLook): string {
  switch (as) {
    case 'count':
      return '0';
    case 'quantity':
      return '#,##0.####';
    case 'percent':
      return '0.00%';
    case 'amount':
      return '#,##0.00';
    default:
      return `#,##0.00\\ [$${as.slice('amount '.length)}]`;
  }
}

function list(name: string, item: string, items: readonly string[]): string {
  return `<${name} count="${items.length}">${items.map((one) => `<${item}>${one}</${item}>`).join('')}</${name}>`;
}
