/** Of Atkinson Hyperlegible Next, measured over Swedish and English names; in parts of the size. */
const letterWidth = 0.53;

/** How wide a text is, about. */
export function widthOf(text: string, size: number): number {
  return text.length * letterWidth * size;
}

/** A text in lines that fit; what does not is cut, and says so. */
export function fitText(text: string, width: number, size: number, most: number): string[] {
  const room = Math.max(3, Math.floor(width / (letterWidth * size)));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < room) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = lines.slice(most - 1).join(' ');
  return kept.map((line) => (line.length > room ? `${line.slice(0, room - 1).trimEnd()}…` : line));
}
