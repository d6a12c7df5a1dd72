import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { judgeShape } from './judge-shape.ts';
import { newDocument } from './open-document.ts';
import { appendNarrative } from './write-narrative.ts';

function section(): { doc: Y.Doc; content: Y.XmlFragment } {
  const doc = newDocument('narrative');
  return { doc, content: doc.getXmlFragment('content') };
}

const paragraph = (text: Y.XmlText) => {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [text]);
  return element;
};

describe('the shape of a section', () => {
  test('is sound when an editor wrote it', () => {
    const { doc } = section();
    appendNarrative(doc, [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Mål' }] },
      {
        type: 'paragraph',
        content: [{ type: 'text', text: 'fet', marks: [{ type: 'bold' }] }, { type: 'hardBreak' }],
      },
    ]);
    expect(judgeShape(doc, 'narrative')).toEqual({ verdict: 'sound' });
  });

  test.each([
    [
      'a map among the paragraphs',
      (content: Y.XmlFragment) => content.insert(0, [new Y.Map() as never]),
    ],
    ['a hook', (content: Y.XmlFragment) => content.insert(0, [new Y.XmlHook('x') as never])],
    [
      'an object inside a text',
      (content: Y.XmlFragment) => {
        const text = new Y.XmlText('kvar');
        content.insert(0, [paragraph(text)]);
        text.insertEmbed(2, { image: 1 });
      },
    ],
  ])('%s breaks every editor: it goes, and nothing else', (_what, spoil) => {
    const { doc, content } = section();
    content.insert(0, [paragraph(new Y.XmlText('text'))]);
    spoil(content);
    const verdict = judgeShape(doc, 'narrative');
    if (verdict.verdict !== 'repair') throw new Error(verdict.verdict);
    expect(verdict.remove).toHaveLength(1);
    doc.transact((transaction) => {
      for (const item of verdict.remove) item.delete(transaction);
    });
    expect(judgeShape(doc, 'narrative')).toEqual({ verdict: 'sound' });
    expect(content.toString()).toContain('<paragraph>text</paragraph>');
  });

  test('a node that a later version may know is left to it', () => {
    const { doc, content } = section();
    content.insert(0, [new Y.XmlElement('mindMap')]);
    expect(judgeShape(doc, 'narrative')).toMatchObject({ verdict: 'quarantine' });
  });

  test('other kinds hold values, which their readers check', () => {
    expect(judgeShape(newDocument('budget'), 'budget')).toEqual({ verdict: 'sound' });
  });
});
