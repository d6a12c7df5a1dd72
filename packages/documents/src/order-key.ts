const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const headLength = 4;
const headMiddle = 62 ** headLength / 2;
const headLimit = 62 ** headLength;

/**
 * What a row's `order` register may hold; anything else is read as "no key". A key never ends with
 * the lowest digit: nothing fits between "a" and "a0".
 */
export function isOrderKey(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-Za-z]{0,511}[1-9A-Za-z]$/.test(value);
}

/**
 * A key that sorts between two others (null: before the first, after the last). It ends with
 * characters of the row's id, so that two people who insert at one place get different keys and
 * a third can still insert between their rows.
 */
export function orderKeyBetween(
  before: string | null,
  after: string | null,
  rowId: string,
): string {
  if (before === null && after === null) return withTail(encodeHead(headMiddle), null, rowId);
  if (after === null) {
    const head = decodeHead(before ?? '') + 1;
    if (head < headLimit) return withTail(encodeHead(head), null, rowId);
  }
  if (before === null && after !== null) {
    const head = decodeHead(after) - 1;
    if (head > 0) return withTail(encodeHead(head), after, rowId);
  }
  return withTail(midpoint(before ?? '', after), after, rowId);
}

/**
 * Keys for many rows at one place, in their order. From the middle outwards: one after the other, each
 * key would be longer than the one before.
 */
export function orderKeysBetween(
  before: string | null,
  after: string | null,
  rowIds: readonly string[],
): string[] {
  if (after === null) {
    let last = before;
    return rowIds.map((id) => {
      last = orderKeyBetween(last, null, id);
      return last;
    });
  }
  const middle = rowIds.length >> 1;
  const id = rowIds[middle];
  if (id === undefined) return [];
  const key = orderKeyBetween(before, after, id);
  return [
    ...orderKeysBetween(before, key, rowIds.slice(0, middle)),
    key,
    ...orderKeysBetween(key, after, rowIds.slice(middle + 1)),
  ];
}

function encodeHead(value: number): string {
  let rest = value;
  let text = '';
  for (let place = 0; place < headLength; place++) {
    text = digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function decodeHead(key: string): number {
  let value = 0;
  for (let place = 0; place < headLength; place++) {
    value = value * 62 + Math.max(0, digits.indexOf(key.charAt(place) || '0'));
  }
  return value;
}

function withTail(key: string, after: string | null, rowId: string): string {
  let stem = key;
  // A tail after a prefix of the upper neighbour would sort above that neighbour.
  while (after?.startsWith(stem)) stem = midpoint(stem, after);
  return stem + tailOf(rowId);
}

function tailOf(rowId: string): string {
  let hash = 7;
  for (let at = 0; at < rowId.length; at++) hash = (hash * 31 + rowId.charCodeAt(at)) % 238_328;
  const tail =
    digits.charAt(hash % 62) +
    digits.charAt(Math.floor(hash / 62) % 62) +
    digits.charAt(Math.floor(hash / 3844));
  return `${tail}V`;
}

/** A string strictly between two, as fractions in base 62 (null is one). */
function midpoint(low: string, high: string | null): string {
  if (high !== null && low >= high) throw new RangeError('order keys out of order');
  let prefix = '';
  let upper = high;
  for (let at = 0; ; at++) {
    const lowDigit = Math.max(0, digits.indexOf(low.charAt(at) || '0'));
    const highDigit = upper === null ? 62 : Math.max(0, digits.indexOf(upper.charAt(at) || '0'));
    if (lowDigit === highDigit) {
      prefix += digits.charAt(lowDigit);
    } else if (highDigit - lowDigit > 1) {
      return prefix + digits.charAt(Math.floor((lowDigit + highDigit) / 2));
    } else {
      prefix += digits.charAt(lowDigit);
      upper = null;
    }
  }
}
