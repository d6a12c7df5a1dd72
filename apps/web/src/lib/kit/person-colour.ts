/** A steady colour per person or partner: the same on every screen and in every session. */
export function personColour(id: string): string {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) {
    hash = (hash * 31 + id.charCodeAt(index)) >>> 0;
  }
  return `var(--p${(hash % 8) + 1})`;
}
