import { allowedLink } from './allowed-link.ts';
import { isDropped, isEmphasis, isStrong, losesFormatting } from './classify.ts';
import { type Dropped, nothingDropped } from './dropped.ts';
import { markerIsOrdered, nestedLists, type WordItem, wordListLevel } from './word-lists.ts';

export interface CleanPaste {
  html: string;
  dropped: Dropped;
}

interface Walk {
  dropped: Dropped;
  /** Headings of the source that become level 2; what lies below becomes level 3. */
  topHeading: number;
  inTable: boolean;
}

const blocks = new Set([
  ...['address', 'article', 'aside', 'blockquote', 'body', 'center', 'dd', 'details', 'div', 'dl'],
  ...['dt', 'fieldset', 'figure', 'figcaption', 'footer', 'header', 'main', 'nav', 'pre'],
  ...['section', 'p', 'ul', 'ol', 'li', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
]);

/**
 * Keeps headings, paragraphs, lists, tables, bold, italic and links of what was pasted; drops the
 * rest and says what. The editor's schema is the guard; this makes Word's own markup fit it.
 */
export function cleanPaste(body: Element): CleanPaste {
  const walk: Walk = { dropped: nothingDropped(), topHeading: topHeading(body), inTable: false };
  return { html: renderBlocks(body, walk), dropped: walk.dropped };
}

function topHeading(body: Element): number {
  if (body.querySelector('h1, p.MsoTitle')) return 1;
  return 2;
}

/** Children as blocks: runs of inline content become paragraphs, Word's list paragraphs lists. */
function renderBlocks(parent: Element, walk: Walk): string {
  let html = '';
  let run = '';
  let items: WordItem[] = [];
  const flush = () => {
    if (run.trim() !== '') html += `<p>${run.trim()}</p>`;
    run = '';
    if (items.length > 0) html += nestedLists(items);
    items = [];
  };
  for (const node of parent.childNodes) {
    if (!isElement(node)) {
      run += textOf(node);
      continue;
    }
    if (isDropped(node, walk.dropped)) continue;
    const level = wordListLevel(node);
    if (level !== null) {
      if (run.trim() !== '') flush();
      items.push({ level, ordered: markerIsOrdered(node), html: renderInline(node, walk).trim() });
    } else if (isBlock(node)) {
      flush();
      html += renderBlock(node, walk);
    } else run += renderInlineElement(node, walk);
  }
  flush();
  return html;
}

function renderBlock(element: Element, walk: Walk): string {
  if (losesFormatting(element)) walk.dropped.formatting = true;
  const name = element.localName.toLowerCase();
  const heading = headingOf(element, walk);
  if (heading) return wrap(`h${heading}`, renderInline(element, walk).trim());
  if (name === 'p') return wrap('p', renderInline(element, walk).trim());
  if (name === 'ul' || name === 'ol') return wrap(name, renderItems(element, walk));
  if (name === 'li') return `<ul><li>${orEmpty(renderBlocks(element, walk))}</li></ul>`;
  if (name === 'table') return renderTable(element, walk);
  return renderBlocks(element, walk);
}

function headingOf(element: Element, walk: Walk): 2 | 3 | null {
  const title = /\bMsoTitle\b/.test(element.getAttribute('class') ?? '');
  const level = title ? 1 : Number(/^h([1-6])$/i.exec(element.localName)?.[1] ?? 0);
  if (level === 0) return null;
  return level <= walk.topHeading ? 2 : 3;
}

function renderItems(list: Element, walk: Walk): string {
  let html = '';
  for (const child of list.children) {
    if (isDropped(child, walk.dropped)) continue;
    const name = child.localName.toLowerCase();
    if (name === 'li') html += `<li>${orEmpty(renderBlocks(child, walk))}</li>`;
    else if (name === 'ul' || name === 'ol') {
      // A list straight inside a list belongs to the item before it.
      const inner = wrap(name, renderItems(child, walk));
      html = html.endsWith('</li>')
        ? `${html.slice(0, -5)}${inner}</li>`
        : `<li><p></p>${inner}</li>`;
    }
  }
  return html;
}

function renderTable(table: Element, walk: Walk): string {
  const rows = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
  // A table inside a table has no place in the text: its cells' text stays.
  if (walk.inTable) return rows.map((row) => renderBlocks(row, walk)).join('');
  const inner: Walk = { ...walk, inTable: true };
  const body = rows.map((row) => wrap('tr', renderRow(row, inner))).join('');
  return wrap('table', body);
}

function renderRow(row: Element, walk: Walk): string {
  let html = '';
  for (const cell of row.children) {
    const name = cell.localName.toLowerCase();
    if (name !== 'td' && name !== 'th') continue;
    if (losesFormatting(cell)) walk.dropped.formatting = true;
    html += `<${name}${spans(cell)}>${orEmpty(renderBlocks(cell, walk))}</${name}>`;
  }
  return html;
}

function spans(cell: Element): string {
  return ['colspan', 'rowspan']
    .map((name) => ({ name, value: Number(cell.getAttribute(name) ?? 1) }))
    .filter(({ value }) => Number.isInteger(value) && value > 1 && value <= 50)
    .map(({ name, value }) => ` ${name}="${value}"`)
    .join('');
}

function renderInline(parent: Element, walk: Walk): string {
  let html = '';
  for (const node of parent.childNodes) {
    if (!isElement(node)) html += textOf(node);
    else if (!isDropped(node, walk.dropped)) html += renderInlineElement(node, walk);
  }
  return html;
}

function renderInlineElement(element: Element, walk: Walk): string {
  const name = element.localName.toLowerCase();
  if (name === 'br') return '<br>';
  if (losesFormatting(element) && name !== 'a') walk.dropped.formatting = true;
  let html = isBlock(element) ? `${renderInline(element, walk)} ` : renderInline(element, walk);
  if (html.trim() === '') return html;
  if (isEmphasis(element)) html = `<em>${html}</em>`;
  if (isStrong(element)) html = `<strong>${html}</strong>`;
  return name === 'a' ? renderLink(element, html, walk) : html;
}

function renderLink(element: Element, html: string, walk: Walk): string {
  const href = element.getAttribute('href') ?? '';
  const kept = allowedLink(href);
  if (kept) return `<a href="${escapeText(kept)}">${html}</a>`;
  // A bookmark inside the source document leads nowhere here; no word about it.
  if (href !== '' && !href.startsWith('#')) walk.dropped.links += 1;
  return html;
}

function isBlock(element: Element): boolean {
  const name = element.localName.toLowerCase();
  if (blocks.has(name)) return true;
  // Google Docs wraps everything in a <b>; what holds blocks is a block whatever its name.
  return [...element.children].some(isBlock);
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

function textOf(node: Node): string {
  return node.nodeType === 3 ? escapeText(node.textContent ?? '') : '';
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function wrap(name: string, html: string): string {
  return html === '' ? '' : `<${name}>${html}</${name}>`;
}

function orEmpty(html: string): string {
  return html === '' ? '<p></p>' : html;
}
