export interface Piece {
  text: string;
  /** A path of this system: mails of a demo lead to the demo itself, in whichever host it is open. */
  href: string | null;
}

/** Cuts a mail's plain text into words and links. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    const link = match[0].replace(/[.,;)]+$/, '');
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: link, href: pathOf(link) });
    end = match.index + link.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

function pathOf(link: string): string | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  return `${url.pathname}${url.search}`;
}
