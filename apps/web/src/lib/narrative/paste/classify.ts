import type { Dropped } from './dropped.ts';
import { isListMarker } from './word-lists.ts';

const silent = new Set(['script', 'style', 'meta', 'link', 'title', 'head', 'xml', 'template']);
const pictures = new Set(['img', 'picture', 'svg', 'canvas']);
const objects = new Set([
  ...['video', 'audio', 'iframe', 'object', 'embed', 'form', 'input', 'button', 'select'],
  ...['textarea', 'math', 'hr'],
]);
const shapes = /^(v|w|m|o):(shape|imagedata|group|rect|line|oval|textbox|omath|oleobject)/;

/** Whether an element goes away with all that it holds; counts it where the person should know. */
export function isDropped(element: Element, dropped: Dropped): boolean {
  const name = element.localName.toLowerCase();
  if (silent.has(name) || isListMarker(element)) return true;
  if (pictures.has(name) || shapes.test(name)) {
    dropped.images += 1;
    return true;
  }
  if (objects.has(name)) {
    if (name !== 'hr') dropped.objects += 1;
    return true;
  }
  if (name === 'del') {
    dropped.deletions += 1;
    return true;
  }
  return isAside(element, dropped);
}

/** Comments and footnotes: the mark in the text is counted, the list at the end just goes. */
function isAside(element: Element, dropped: Dropped): boolean {
  const style = element.getAttribute('style') ?? '';
  if (/mso-element:\s*(comment-list|footnote-list|endnote-list)/i.test(style)) return true;
  if (/mso-special-character:\s*comment/i.test(style)) return true;
  if (/\bMsoCommentReference\b/i.test(element.getAttribute('class') ?? '')) {
    dropped.comments += 1;
    return true;
  }
  const href = element.getAttribute('href') ?? '';
  if (/^#_(msocom|cmnt)|^#cmnt/i.test(href)) {
    dropped.comments += 1;
    return true;
  }
  if (/^#_(ftn|edn)\d|^#sdfootnote/i.test(href)) {
    dropped.footnotes += 1;
    return true;
  }
  return false;
}

const plainColours =
  /^(black|windowtext|inherit|initial|currentcolor|#0{3}|#0{6}|rgb\(0, ?0, ?0\))$/i;
const lost = new Set(['u', 's', 'strike', 'sub', 'sup', 'font', 'mark', 'blockquote', 'pre']);

/** Colours, fonts, alignment: worth one word to the person, not a count. */
export function losesFormatting(element: Element): boolean {
  if (lost.has(element.localName.toLowerCase())) return true;
  const style = element.getAttribute('style') ?? '';
  const colour = /(?:^|;)\s*color:\s*([^;]+)/i.exec(style)?.[1]?.trim();
  if (colour && !plainColours.test(colour)) return true;
  return /(?:^|;)\s*(background(-color)?:\s*(?!none|transparent|white|initial)|mso-highlight|text-decoration:\s*(underline|line-through)|text-align:\s*(center|right|justify)|font-(size|family):)/i.test(
    style,
  );
}

export function isStrong(element: Element): boolean {
  const weight = /font-weight:\s*(\w+)/i.exec(element.getAttribute('style') ?? '')?.[1];
  if (weight) return weight === 'bold' || weight === 'bolder' || Number(weight) >= 600;
  return ['b', 'strong'].includes(element.localName.toLowerCase());
}

export function isEmphasis(element: Element): boolean {
  const slant = /font-style:\s*(\w+)/i.exec(element.getAttribute('style') ?? '')?.[1];
  if (slant) return slant === 'italic' || slant === 'oblique';
  return ['i', 'em', 'cite', 'dfn'].includes(element.localName.toLowerCase());
}
