/**
 * RFC 8785: one text for one value (keys by UTF-16 code units, no white space), so that hashes agree
 * wherever they are computed. Refuses what JSON cannot carry exactly, instead of guessing.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return stringOf(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && isPlain(value))
    return objectOf(value as Record<string, unknown>);
  throw new TypeError(`a ${typeof value} is not JSON`);
}

function stringOf(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is not JSON');
  return JSON.stringify(text);
}

function objectOf(value: Record<string, unknown>): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${stringOf(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
