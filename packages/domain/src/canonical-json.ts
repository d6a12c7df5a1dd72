/**
 * The canonical form of JSON by RFC 8785 (JCS): keys in UTF-16 order, no white space, numbers as
 * ECMAScript writes them. Two parties who hold the same data get the same bytes to hash.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

// Deeper than anything the product writes; keeps a hostile value from exhausting the stack.
const deepest = 512;

function write(value: unknown, depth: number): string {
  if (depth > deepest) throw new TypeError('canonical JSON: nested too deeply');
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonical JSON: number is not finite');
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : writeObject(value, depth);
    default:
      throw new TypeError(`canonical JSON: ${typeof value} is not JSON`);
  }
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('canonical JSON: lone surrogate in a string');
  return JSON.stringify(value);
}

function writeObject(value: object, depth: number): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('canonical JSON: only plain objects and arrays are JSON');
  }
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${writeString(key)}:${write(record[key], depth + 1)}`);
  return `{${members.join(',')}}`;
}
