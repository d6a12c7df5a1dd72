import type { NarrativeNode } from '@samspel/documents/narrative-document';
import { expect, test } from 'vitest';
import { printNarrative } from './rich-text.ts';

const text = (value: string, ...marks: NarrativeNode['marks'] & object): NarrativeNode =>
  marks.length > 0 ? { type: 'text', text: value, marks } : { type: 'text', text: value };
const doc = (...content: NarrativeNode[]): NarrativeNode => ({ type: 'doc', content });
const paragraph = (...content: NarrativeNode[]): NarrativeNode => ({ type: 'paragraph', content });

test('keeps styles and links to the web, and drops links that would run something', () => {
  const link = (href: string) => ({ type: 'link', attrs: { href } });
  const blocks = printNarrative(
    doc(
      paragraph(
        text('a', { type: 'bold' }),
        text('b', link('https://x.example/')),
        text('c', link('javascript:alert(1)')),
      ),
    ),
  );
  expect(blocks).toEqual([
    {
      t: 'paragraph',
      c: [{ s: 'a', bold: true }, { s: 'b', href: 'https://x.example/' }, { s: 'c' }],
    },
  ]);
});

test('headings skip no level', () => {
  const heading = (level: number): NarrativeNode => ({
    type: 'heading',
    attrs: { level },
    content: [text('h')],
  });
  const levels = printNarrative(doc(heading(3), heading(4), heading(1), heading(4))).map((block) =>
    block.t === 'richheading' ? block.level : 0,
  );
  expect(levels).toEqual([3, 4, 3, 4]);
});

test('a table is a grid only when its spans fill it exactly', () => {
  const cell = (value: string, attrs = {}): NarrativeNode => ({
    type: 'tableCell',
    attrs,
    content: [paragraph(text(value))],
  });
  const row = (...content: NarrativeNode[]): NarrativeNode => ({ type: 'tableRow', content });
  const table = (...content: NarrativeNode[]): NarrativeNode => ({ type: 'table', content });
  const kinds = (node: NarrativeNode) => printNarrative(doc(node)).map((block) => block.t);
  expect(kinds(table(row(cell('a', { rowspan: 2 }), cell('b')), row(cell('c'))))).toEqual([
    'richtable',
  ]);
  expect(kinds(table(row(cell('a'), cell('b')), row(cell('c'))))).toEqual([
    'paragraph',
    'paragraph',
    'paragraph',
  ]);
  expect(kinds(table(row(cell('a', { rowspan: 9 }), cell('b'))))).toEqual([
    'paragraph',
    'paragraph',
  ]);
  expect(kinds(table())).toEqual([]);
});

test('unknown nodes lose their form, never their words', () => {
  const strange: NarrativeNode = { type: 'callout', content: [paragraph(text('kept'))] };
  expect(printNarrative(doc(strange))).toEqual([{ t: 'paragraph', c: [{ s: 'kept' }] }]);
});
