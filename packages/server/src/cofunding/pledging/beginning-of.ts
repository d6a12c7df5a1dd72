/** The first `length` characters (code points) of a text, cut between two words where there are any. */
export function beginningOf(text: string, length: number): string {
  const points = [...text.trim()];
  if (points.length <= length) return points.join('');
  // A space just behind the cut ends the last word as well.
  const within = points.slice(0, length + 1).join('');
  const words = within.replace(/\s+\S*$/u, '');
  const kept = words === '' || words === within ? points.slice(0, length).join('') : words;
  return `${kept.replace(/[\s.,;:–-]+$/u, '')}…`;
}
