import { expect, test } from 'vitest';
import { editDocument } from './edit-document.ts';
import { type NarrativeNode, readNarrative } from './narrative-document.ts';
import { newDocument, openDocument } from './open-document.ts';
import { appendNarrative } from './write-narrative.ts';

const blocks: NarrativeNode[] = [
  { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Behov' }] },
  {
    type: 'paragraph',
    content: [
      { type: 'text', text: 'Ett ' },
      { type: 'text', text: 'viktigt', marks: [{ type: 'bold' }] },
      { type: 'text', text: ' behov.' },
    ],
  },
  {
    type: 'bulletList',
    content: [
      {
        type: 'listItem',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'punkt' }] }],
      },
    ],
  },
];

test('DO2: what is written is read again as it was', () => {
  const doc = newDocument('narrative');
  appendNarrative(doc, blocks);
  expect(readNarrative(doc).json.content).toEqual(blocks);
});

test('an edit is one update that brings a stored document forward', () => {
  const first = editDocument('narrative', [], (doc) => appendNarrative(doc, blocks))!;
  const second = editDocument('narrative', [first], (doc) => appendNarrative(doc, blocks))!;
  const { json } = readNarrative(openDocument('narrative', [first, second]));
  expect(json.content).toEqual([...blocks, ...blocks]);
  expect(editDocument('narrative', [first], () => {})).toBeNull();
});
