import type { NumberStyle } from '@samspel/domain/money/parse-amount';

/** How the program that copied writes numbers, as it says of itself. */
interface Separators {
  decimal: string;
  thousand: string;
}

/** What a spreadsheet says on the clipboard beside the texts of its cells. */
export interface SheetMarks {
  style: NumberStyle | null;
  /** The number that a cell holds, as a decimal; null where it has none, or nobody can tell. */
  numberOf(cell: Element, text: string): string | null;
}

/** A cell too narrow for its number shows these alone. */
export const hashes = /^#{2,}$/;

/** Of its style sheet. */
export function sheetMarks(css: string): SheetMarks {
  const separators = separatorsIn(css);
  const formats = formatsIn(css);
  const formatOf = (cell: Element) =>
    formatIn(cell.getAttribute('style') ?? '') ??
    formats.get(cell.getAttribute('class') ?? '') ??
    cell.getAttribute('sdnum')?.split(';').slice(2).join(';') ??
    '';
  return {
    style: separators && (separators.decimal === ',' ? 'sv' : 'en'),
    numberOf(cell, text) {
      if (/[%‰/]|\d[-–]\d|\d:\d/.test(text) || !(/\d/.test(text) || hashes.test(text))) return null;
      const format = formatOf(cell);
      // A day is a number to a spreadsheet, and none to a budget.
      if (isDay(format) || isSheetsDay(cell)) return null;
      const told =
        cell.getAttribute('sdval') ?? cell.getAttribute('x:num') ?? sheetsNumber(cell) ?? '';
      if (/^-?\d{1,15}(\.\d{1,20})?$/.test(told)) return told;
      const shown = separators && decimalOf(text, separators);
      return shown && isRed(cell, format) ? `-${shown}` : shown;
    },
  };
}

function separatorsIn(css: string): Separators | null {
  const named = (name: string) =>
    new RegExp(`mso-displayed-${name}-separator:\\s*"([^"]*)"`).exec(css)?.[1];
  const decimal = named('decimal');
  if (decimal === undefined) return null;
  return { decimal: unescaped(decimal), thousand: unescaped(named('thousand') ?? '') };
}

/** Number formats by the class of the cells that have them. */
function formatsIn(css: string): Map<string, string> {
  const formats = new Map<string, string>();
  for (const [, name = '', rule = ''] of css.matchAll(/\.([\w-]+)\s*\{([^}]*)\}/g)) {
    const format = formatIn(rule);
    if (format !== null) formats.set(name, format);
  }
  return formats;
}

function formatIn(rule: string): string | null {
  const found = /mso-number-format:\s*(?:"([^"]*)"|'([^']*)'|([^;]*))/.exec(rule);
  return found && unescaped(found[1] ?? found[2] ?? found[3] ?? '');
}

/** A style sheet's escapes as a spreadsheet writes them: always four digits, or the sign itself. */
function unescaped(text: string): string {
  return text.replace(/\\([0-9a-f]{4})|\\(.)/gi, (_, code?: string, sign?: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : (sign ?? ''),
  );
}

const named = /^(General|Standard|Fixed|Currency|Percent|Scientific|(Euro )?Currency)\b/;

function isDay(format: string): boolean {
  if (named.test(format)) return false;
  const code = format.replace(/"[^"]*"|\[[^\]]*\]|\\.|_./g, '');
  return /[ymdhsjå]/i.test(code);
}

/** Google Sheets numbers its kinds of formats: days, times, and both. */
function isSheetsDay(cell: Element): boolean {
  const format = cell.getAttribute('data-sheets-numberformat') ?? '';
  return /^\s*(\{\s*"1"\s*:\s*|\[\s*null\s*,\s*)[567]\b/.test(format);
}

/** Google Sheets: `{"1":3,"3":12.5}` or `[null,3,null,12.5]`, where 3 is a number. */
function sheetsNumber(cell: Element): string | undefined {
  const value = (cell.getAttribute('data-sheets-value') ?? '').replace(/\s/g, '');
  return /^(?:\{"1":3,"3":|\[null,3,null,)(-?[\d.]+)[}\]]$/.exec(value)?.[1];
}

/** Formats may show what is negative in red and without a sign; Excel marks such a colour as its own. */
function isRed(cell: Element, format: string): boolean {
  const negative = format.split(';')[1] ?? '';
  const coloured = cell.querySelector('[style*="mso-ignore:color"]') !== null;
  return coloured && /^\[[^\]]+\]/.test(negative) && !/[-(]/.test(negative.replace(/_./g, ''));
}

const currency = /(^|[\s\d(])(?:kr|sek|eur|€)\.?(?=[\s\d()−-]|$)/i;

/** "(1.234,50 €)" as "-1234.50"; null for what is not written with these separators. */
function decimalOf(text: string, { decimal, thousand }: Separators): string | null {
  const bare = text.replace(currency, '$1').trim();
  const inside = /^\(([^()]*)\)$/.exec(bare)?.[1];
  const [, sign = '', digits = ''] = /^([-−–]?)\s*(.*)$/.exec((inside ?? bare).trim()) ?? [];
  if (sign !== '' && inside !== undefined) return null;
  const grouping = /^\s?$/.test(thousand) ? '\\s' : escaped(thousand);
  const number = new RegExp(
    `^(\\d{1,3}(?:${grouping}\\d{3})+|\\d{1,15})(?:${escaped(decimal)}(\\d{1,20}))?$`,
  );
  const [, whole, fraction] = number.exec(digits) ?? [];
  if (whole === undefined) return null;
  const minus = sign !== '' || inside !== undefined ? '-' : '';
  return `${minus}${whole.replace(/\D/g, '')}${fraction ? `.${fraction}` : ''}`;
}

const escaped = (sign: string) => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
