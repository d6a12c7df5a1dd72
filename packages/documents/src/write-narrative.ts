import * as Y from 'yjs';
import type { NarrativeNode } from './narrative-document.ts';

/**
 * Appends blocks of ProseMirror-like JSON to a section, as an editor over the document would have
 * written them; for seeds and imports. One transaction.
 */
export function appendNarrative(
  doc: Y.Doc,
  blocks: readonly NarrativeNode[],
  origin: unknown = null,
): void {
  doc.transact(() => {
    doc.getXmlFragment('content').push(blocks.map(elementOf));
  }, origin);
}

function elementOf(node: NarrativeNode): Y.XmlElement {
  const element = new Y.XmlElement(node.type);
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    // The editor's binding keeps numbers and booleans as they are; only the types say string.
    element.setAttribute(name, value as string);
  }
  element.insert(0, childrenOf(node.content ?? []));
  return element;
}

/** Neighbouring runs of text are one text with formats, as the binding has it. */
export function childrenOf(nodes: readonly NarrativeNode[]): (Y.XmlElement | Y.XmlText)[] {
  const children: (Y.XmlElement | Y.XmlText)[] = [];
  let runs: NarrativeNode[] = [];
  const flush = () => {
    if (runs.length > 0) children.push(textOf(runs));
    runs = [];
  };
  for (const node of nodes) {
    if (node.type === 'text') runs.push(node);
    else {
      flush();
      children.push(elementOf(node));
    }
  }
  flush();
  return children;
}

function textOf(runs: readonly NarrativeNode[]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(
    runs.map(({ text: insert = '', marks = [] }) => ({
      insert,
      attributes: Object.fromEntries(marks.map(({ type, attrs }) => [type, attrs ?? {}])),
    })),
  );
  return text;
}
