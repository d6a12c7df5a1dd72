import * as Y from 'yjs';

type Verdict =
  | { verdict: 'sound' }
  | { verdict: 'repair'; reason: string; remove: Y.Item[] }
  | { verdict: 'quarantine'; reason: string };

/** What the editor of a section writes; a client of a later version may know more. */
const nodeNames = new Set([
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'hardBreak',
  'table',
  'tableRow',
  'tableHeader',
  'tableCell',
]);

/**
 * Whether an editor can draw a stored document. What no version of it could have made, and what breaks
 * the editor of everybody who opens it, is to be removed; names that this version does not know stay
 * for those who do.
 */
export function judgeShape(doc: Y.Doc, kind: string): Verdict {
  if (kind !== 'narrative') return { verdict: 'sound' };
  const remove: Y.Item[] = [];
  const unknown = new Set<string>();
  judgeChildren(doc.getXmlFragment('content'), remove, unknown);
  if (remove.length > 0) return { verdict: 'repair', reason: 'not for an editor', remove };
  if (unknown.size === 0) return { verdict: 'sound' };
  return { verdict: 'quarantine', reason: 'holds nodes of an unknown name' };
}

function judgeChildren(parent: Y.XmlFragment, remove: Y.Item[], unknown: Set<string>): void {
  for (let item = parent._start; item; item = item.right) {
    if (item.deleted) continue;
    const type = item.content instanceof Y.ContentType ? item.content.type : null;
    if (type instanceof Y.XmlHook) remove.push(item);
    else if (type instanceof Y.XmlElement) {
      if (!nodeNames.has(type.nodeName)) unknown.add(type.nodeName);
      judgeChildren(type, remove, unknown);
    } else if (type instanceof Y.XmlText) judgeText(type, remove);
    else remove.push(item);
  }
}

function judgeText(text: Y.XmlText, remove: Y.Item[]): void {
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (!(content instanceof Y.ContentString || content instanceof Y.ContentFormat)) {
      remove.push(item);
    }
  }
}
