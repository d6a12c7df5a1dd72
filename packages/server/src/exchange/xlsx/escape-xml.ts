export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no room for them
const unwritable = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g;

/** Text as XML holds it; what it cannot hold in the workbook's own spelling, `_x000D_`, so also what looks like one. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      unwritable,
      (one) => `_x${one.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`,
    )
    .replace(/[&<>"]/g, (one) => entities[one] ?? one);
}
