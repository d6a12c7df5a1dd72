import { canonicalJson } from '@samspel/domain/canonical-json';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readNarrative } from './narrative-document.ts';
import { newDocument } from './open-document.ts';

type Sketch = string | { tag: string; attrs?: Record<string, unknown>; children?: Sketch[] };

function element({ tag, attrs = {}, children = [] }: Exclude<Sketch, string>): Y.XmlElement {
  const node = new Y.XmlElement(tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value as string);
  node.insert(0, children.map(build));
  return node;
}

function build(sketch: Sketch): Y.XmlElement | Y.XmlText {
  return typeof sketch === 'string' ? new Y.XmlText(sketch) : element(sketch);
}

function narrative(...children: Sketch[]): Y.Doc {
  const doc = newDocument('narrative');
  doc.getXmlFragment('content').insert(0, children.map(build));
  return doc;
}

const p = (...children: Sketch[]): Sketch => ({ tag: 'paragraph', children });

test('NA1 the visible text is counted in code points; line ends are not', () => {
  expect(readNarrative(narrative(p('Smart 🧵'), p(), p('vård')))).toMatchObject({
    characters: 11,
    text: 'Smart 🧵\n\nvård',
  });
});

test('NA2 spaces and empty paragraphs are no text', () => {
  expect(readNarrative(narrative()).characters).toBe(0);
  expect(readNarrative(narrative(p(), p('  '), p())).characters).toBe(0);
});

test('NA1 letters typed as letter and accent count as one', () => {
  expect(readNarrative(narrative(p('a\u030a')))).toMatchObject({ characters: 1, text: 'å' });
});

test('DO2 headings, lists, tables, links and breaks are read as an editor would save them', () => {
  const doc = narrative(
    { tag: 'heading', attrs: { level: 2 }, children: ['Need'] },
    {
      tag: 'bulletList',
      children: [
        { tag: 'listItem', children: [p('one')] },
        { tag: 'listItem', children: [p('two', { tag: 'hardBreak' }, 'three')] },
      ],
    },
    {
      tag: 'table',
      children: [
        {
          tag: 'tableRow',
          children: [
            { tag: 'tableCell', children: [p('a')] },
            { tag: 'tableCell', children: [p('b')] },
          ],
        },
      ],
    },
  );
  const { json, text, characters } = readNarrative(doc);
  expect(text).toBe('Need\none\ntwo\nthree\na\tb');
  expect(characters).toBe(17);
  expect(json.content?.[0]).toEqual({
    type: 'heading',
    attrs: { level: 2 },
    content: [{ type: 'text', text: 'Need' }],
  });
});

test('DO2 marks are read in one order, with their attributes and without the binding’s hashes', () => {
  const doc = newDocument('narrative');
  const text = new Y.XmlText();
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [text]);
  doc.getXmlFragment('content').insert(0, [paragraph]);
  text.insert(0, 'plain ');
  text.insert(6, 'linked', {
    link: { href: 'https://mobile-heights.example' },
    bold: {},
    'comment--a1b2c3d4': { id: 'c1' },
  });
  expect(readNarrative(doc).json.content?.[0]?.content).toEqual([
    { type: 'text', text: 'plain ' },
    {
      type: 'text',
      text: 'linked',
      marks: [
        { type: 'bold' },
        { type: 'comment', attrs: { id: 'c1' } },
        { type: 'link', attrs: { href: 'https://mobile-heights.example' } },
      ],
    },
  ]);
});

test('NA3 what is neither text nor element is left out and counted; the rest can be hashed', () => {
  const doc = narrative(p('kept\u0000\u0007'));
  const paragraph = doc.getXmlFragment('content').get(0) as Y.XmlElement;
  paragraph.setAttribute('wild', new Uint8Array([1]) as unknown as string);
  paragraph.setAttribute('number', Number.POSITIVE_INFINITY as unknown as string);
  (paragraph.get(0) as Y.XmlText).insertEmbed(0, { image: 'x' });
  (doc.getXmlFragment('content') as unknown as Y.Array<unknown>).insert(1, [new Y.Map()]);
  const { json, text, findings } = readNarrative(doc, 'need');
  expect(text).toBe('kept');
  expect(findings).toMatchObject([
    { rule: 'NA3', params: { count: 2 }, place: { kind: 'section', key: 'need' } },
  ]);
  expect(() => canonicalJson(json)).not.toThrow();
});

test('NA3 elements nested beyond all sense end the reading, not the reader', () => {
  const doc = newDocument('narrative');
  let parent: Y.XmlFragment = doc.getXmlFragment('content');
  for (let depth = 0; depth < 500; depth++) {
    const child = new Y.XmlElement('blockquote');
    parent.insert(0, [child]);
    parent = child;
  }
  const { findings, json } = readNarrative(doc, 'need');
  expect(findings.map(({ rule }) => rule)).toEqual(['NA3']);
  expect(() => canonicalJson(json)).not.toThrow();
});
