import type { NarrativeMark, NarrativeNode } from '@samspel/documents/narrative-document';
import type { Block, Inline, RichCell } from './print-model.ts';

const deepest = 12;
const widestTable = 12;

/** A section's text for print. What the printer does not know loses its form, never its words. */
export function printNarrative(doc: NarrativeNode): Block[] {
  return withHeadingOrder((doc.content ?? []).flatMap((node) => printNode(node, 0)));
}

function printNode(node: NarrativeNode, depth: number): Block[] {
  if (depth > deepest) return paragraphOf([{ s: textOf(node) }]);
  switch (node.type) {
    case 'text':
    case 'hardBreak':
      return paragraphOf(inlinesOf([node]));
    case 'heading':
      return headingOf(node);
    case 'paragraph':
      return paragraphOf(inlinesOf(node.content ?? []));
    case 'bulletList':
    case 'orderedList':
      return [listOf(node, depth)];
    case 'blockquote':
      return [{ t: 'quote', c: childrenOf(node, depth) }];
    case 'horizontalRule':
      return [{ t: 'rule' }];
    case 'table':
      return tableOf(node, depth);
    default:
      return unknownNode(node, depth);
  }
}

function unknownNode(node: NarrativeNode, depth: number): Block[] {
  const content = node.content ?? [];
  return content.some((child) => child.type === 'text')
    ? paragraphOf(inlinesOf(content))
    : childrenOf(node, depth);
}

function childrenOf(node: NarrativeNode, depth: number): Block[] {
  return (node.content ?? []).flatMap((child) => printNode(child, depth + 1));
}

function paragraphOf(c: Inline[]): Block[] {
  return c.length === 0 ? [] : [{ t: 'paragraph', c }];
}

function headingOf(node: NarrativeNode): Block[] {
  const c = inlinesOf(node.content ?? []);
  if (c.length === 0) return [];
  const level = Math.min(4, Math.max(1, wholeOf(node.attrs?.level, 1)));
  return [{ t: 'richheading', level: (level + 2) as 3 | 4 | 5 | 6, c }];
}

function listOf(node: NarrativeNode, depth: number): Block {
  return {
    t: 'list',
    ordered: node.type === 'orderedList',
    start: Math.min(100_000, Math.max(0, wholeOf(node.attrs?.start, 1))),
    items: (node.content ?? []).map((item) => childrenOf(item, depth)),
  };
}

function inlinesOf(nodes: readonly NarrativeNode[]): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    if (node.type === 'text') return node.text ? [{ s: node.text, ...stylesOf(node.marks) }] : [];
    if (node.type === 'hardBreak') return [{ br: true }];
    const text = textOf(node);
    return text === '' ? [] : [{ s: text }];
  });
}

function stylesOf(marks: readonly NarrativeMark[] = []): Omit<Extract<Inline, { s: string }>, 's'> {
  const styles: Omit<Extract<Inline, { s: string }>, 's'> = {};
  for (const { type, attrs } of marks) {
    if (type === 'bold' || type === 'italic' || type === 'underline') styles[type] = true;
    else if (type === 'strike' || type === 'code') styles[type] = true;
    else if (type === 'link') {
      const href = safeLink(attrs?.href);
      if (href) styles.href = href;
    }
  }
  return styles;
}

// Blocks javascript:, file: and the like in a file that the authority opens.
function safeLink(href: unknown): string | null {
  if (typeof href !== 'string' || href.length > 2000 || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

interface Grid {
  columns: number;
  rows: { cells: RichCell[]; header: boolean }[];
}

function tableOf(node: NarrativeNode, depth: number): Block[] {
  const grid = gridOf(node, depth);
  if (!grid) return childrenOf(node, depth);
  const [first, ...rest] = grid.rows;
  if (!first) return [];
  const header = first.header ? first.cells : [];
  const body = first.header ? rest : grid.rows;
  const rows = body.flatMap(({ cells }) => cells);
  return [{ t: 'richtable', columns: grid.columns, header, rows }];
}

/**
 * A grid is printed as one only if its rows fill it exactly, spans included; concurrent edits may have
 * left a ragged one, whose words are then printed one after the other.
 */
function gridOf(node: NarrativeNode, depth: number): Grid | null {
  const rows = (node.content ?? []).filter((row) => row.type === 'tableRow');
  const open: number[] = [];
  let columns = 0;
  const result: Grid['rows'] = [];
  for (const [index, row] of rows.entries()) {
    const cells = (row.content ?? []).map((cell) => cellOf(cell, depth));
    const header = index === 0 && (row.content ?? []).every((cell) => cell.type === 'tableHeader');
    const width = placeCells(cells, open, rows.length - index);
    columns ||= width;
    if (width < 1 || width !== columns || columns > widestTable) return null;
    // A header that reaches into the body cannot repeat on the next page.
    result.push({ cells, header: header && cells.every((cell) => cell.rowspan === 1) });
  }
  return { columns, rows: result };
}

/** Fills one row and returns its width; `open[c]` counts the rows that a cell above still covers. */
function placeCells(cells: readonly RichCell[], open: number[], rowsLeft: number): number {
  let column = 0;
  const skipCovered = () => {
    while ((open[column] ?? 0) > 0) {
      open[column] = open[column]! - 1;
      column += 1;
    }
  };
  skipCovered();
  for (const cell of cells) {
    if (cell.rowspan > rowsLeft) return -1;
    for (let span = 0; span < cell.colspan; span += 1) {
      if ((open[column] ?? 0) > 0) return -1;
      open[column] = cell.rowspan - 1;
      column += 1;
    }
    skipCovered();
  }
  return column;
}

function cellOf(node: NarrativeNode, depth: number): RichCell {
  return {
    c: childrenOf(node, depth + 1),
    colspan: Math.min(widestTable, Math.max(1, wholeOf(node.attrs?.colspan, 1))),
    rowspan: Math.min(1000, Math.max(1, wholeOf(node.attrs?.rowspan, 1))),
  };
}

/** Headings begin below the section's own title and skip no level: readers by ear navigate by them. */
function withHeadingOrder(blocks: Block[]): Block[] {
  let last = 2;
  return blocks.map((block) => {
    if (block.t !== 'richheading') return block;
    last = Math.min(block.level, last + 1);
    return { ...block, level: last as 3 | 4 | 5 | 6 };
  });
}

function wholeOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : otherwise;
}

function textOf(node: NarrativeNode): string {
  return node.text ?? (node.content ?? []).map(textOf).join(' ');
}
