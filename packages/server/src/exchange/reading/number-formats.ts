import { scanXml } from './scan-xml.ts';

// Of the formats that every workbook has without saying so, these are days and times.
const builtIn = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

/** For each style of a workbook's cells, whether it shows a number as a day or a time. */
export function dateStyles(styles: Buffer | null): boolean[] {
  if (!styles) return [];
  const codes = new Map<string, string>();
  const shown: boolean[] = [];
  let inCells = false;
  scanXml(styles, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(attributes.numFmtId ?? '', attributes.formatCode ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) shown.push(isDate(attributes.numFmtId ?? '0', codes));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return shown;
}

function isDate(id: string, codes: ReadonlyMap<string, string>): boolean {
  const code = codes.get(id);
  if (code === undefined)
    return builtIn.some(([from, to]) => Number(id) >= from && Number(id) <= to);
  const letters = code
    .slice(0, 500)
    .replace(/"[^"]*"|\\./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return !/general/i.test(letters) && /[ymdhs]/i.test(letters);
}

/** A day as a workbook counts them; null for what is no day of any calendar that it knows. */
export function dayOf(serial: number, from1904: boolean): string | null {
  if (serial < 1 || serial >= 2_958_466) return null;
  const first = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const text = new Date(first + Math.round(serial * 86_400) * 1000).toISOString();
  return serial % 1 === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}

/** 1.2E3 as "1200": at most 15 digits that mean something, as spreadsheets keep them. */
export function decimalOf(value: number): string {
  const [digits = '', power = '0'] = value.toExponential(14).replace('.', '').split('e');
  const negative = digits.startsWith('-');
  const figures = digits.replace('-', '').replace(/0+$/, '') || '0';
  const point = Number(power) + 1;
  if (figures === '0' || point < -20) return '0';
  const whole = point > 0 ? figures.slice(0, point).padEnd(point, '0') : '0';
  const fraction = point > 0 ? figures.slice(point) : `${'0'.repeat(-point)}${figures}`;
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
