export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue };

const deepest = 32;

/** What of a value is JSON: other types become null, so that everything read can be hashed. */
export function plainJson(value: unknown, depth = 0): JsonValue {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '');
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === null || typeof value !== 'object' || depth >= deepest) return null;
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  // From entries, because assigning to the key "__proto__" would set a prototype instead.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [
        key.toWellFormed().replaceAll('\u0000', ''),
        plainJson(item, depth + 1),
      ]),
  );
}
