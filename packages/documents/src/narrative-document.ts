import type { Finding } from '@samspel/domain/finding';
import { cleanText, lengthOf } from '@samspel/domain/input';
import { findingOf } from '@samspel/domain/rules';
import * as Y from 'yjs';
import { type JsonValue, plainJson } from './plain-json.ts';

export interface NarrativeMark {
  type: string;
  attrs?: Record<string, JsonValue>;
}

/** ProseMirror-like JSON, as an editor over the same document would save it. */
export interface NarrativeNode {
  type: string;
  attrs?: Record<string, JsonValue>;
  content?: NarrativeNode[];
  text?: string;
  marks?: NarrativeMark[];
}

export interface NarrativeReading {
  /** Code points of the visible text, as counted against the limit; line ends do not count. */
  characters: number;
  json: NarrativeNode;
  /** Plain text: a line per block, cells of a table row separated by tabs. */
  text: string;
  findings: Finding[];
}

const deepest = 64;
const inlineLeaves = new Set(['hardBreak', 'hard_break']);
const rowNodes = new Set(['tableRow', 'table_row']);

interface Walk {
  characters: number;
  skipped: number;
}

/** NA3, DO2: reads a section without an editor; what is not text or element is left out and counted. */
export function readNarrative(doc: Y.Doc, sectionKey = ''): NarrativeReading {
  const walk: Walk = { characters: 0, skipped: 0 };
  const content = readChildren(doc.getXmlFragment('content'), walk, 0);
  const json: NarrativeNode = { type: 'doc', content };
  const text = content.map(plainText).join('\n');
  const findings: Finding[] = [];
  if (walk.skipped > 0) {
    const place = { kind: 'section', key: sectionKey } as const;
    findings.push(findingOf('NA3', `section:${sectionKey}`, { count: walk.skipped }, place));
  }
  const characters = text.trim() === '' ? 0 : walk.characters;
  return { characters, json, text, findings };
}

/** The same one by one, as they lie in the section's root; what is no block reads as nothing. */
export function readBlocks(doc: Y.Doc): NarrativeNode[][] {
  const walk: Walk = { characters: 0, skipped: 0 };
  const children: unknown[] = doc.getXmlFragment('content').toArray();
  return children.map((child) => readChild(child, walk, 0));
}

function readChildren(parent: Y.XmlFragment, walk: Walk, depth: number): NarrativeNode[] {
  const children: unknown[] = parent.toArray();
  return children.flatMap((child) => readChild(child, walk, depth));
}

function readChild(child: unknown, walk: Walk, depth: number): NarrativeNode[] {
  if (child instanceof Y.XmlText) return readText(child, walk);
  if (child instanceof Y.XmlElement && depth < deepest) return [readElement(child, walk, depth)];
  walk.skipped++;
  return [];
}

function readElement(element: Y.XmlElement, walk: Walk, depth: number): NarrativeNode {
  const node: NarrativeNode = { type: cleanRun(String(element.nodeName)) };
  const attrs = plainAttributes(element.getAttributes());
  if (attrs) node.attrs = attrs;
  const content = readChildren(element, walk, depth + 1);
  if (content.length > 0) node.content = content;
  return node;
}

function readText(text: Y.XmlText, walk: Walk): NarrativeNode[] {
  const nodes: NarrativeNode[] = [];
  for (const run of text.toDelta() as { insert: unknown; attributes?: unknown }[]) {
    if (typeof run.insert !== 'string') {
      walk.skipped++;
      continue;
    }
    const cleaned = cleanRun(run.insert);
    if (cleaned === '') continue;
    walk.characters += lengthOf(cleaned);
    const node: NarrativeNode = { type: 'text', text: cleaned };
    const marks = readMarks(run.attributes);
    if (marks.length > 0) node.marks = marks;
    nodes.push(node);
  }
  return nodes;
}

function cleanRun(text: string): string {
  return cleanText(text.toWellFormed());
}

function readMarks(attributes: unknown): NarrativeMark[] {
  const plain = plainJson(attributes);
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) return [];
  return Object.entries(plain)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      // The editor's binding adds a hash to marks that may overlap themselves: "comment--a1b2c3d4".
      const mark: NarrativeMark = { type: name.replace(/--[A-Za-z0-9+/=]{8}$/, '') };
      if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value ?? {}).length) {
        mark.attrs = value as Record<string, JsonValue>;
      }
      return mark;
    })
    .sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}

function plainAttributes(attributes: unknown): Record<string, JsonValue> | null {
  const plain = plainJson(attributes);
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) return null;
  return Object.keys(plain).length > 0 ? plain : null;
}

function plainText(node: NarrativeNode): string {
  if (node.type === 'text') return node.text ?? '';
  if (inlineLeaves.has(node.type)) return '\n';
  const children = node.content ?? [];
  const inline = children.some((child) => child.type === 'text' || inlineLeaves.has(child.type));
  const separator = inline ? '' : rowNodes.has(node.type) ? '\t' : '\n';
  return children.map(plainText).join(separator);
}
