import { addLine, setCell } from '@samspel/documents/budget-document';
import { newDocument } from '@samspel/documents/open-document';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { handedBack } from './handed-back.ts';

function copy(doc: Y.Doc, kind: 'budget' | 'narrative'): Y.Doc {
  const other = newDocument(kind);
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  return other;
}

function paragraph(doc: Y.Doc, text: string) {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment('content').push([element]);
}

describe('edits that were not taken', () => {
  it('names the cells with their line', () => {
    const confirmed = newDocument('budget');
    const id = addLine(confirmed, { cells: { functionTitle: 'Engineer', quantity: '1' } });
    const mine = copy(confirmed, 'budget');
    setCell(mine, id, 'quantity', '12.5');
    expect(handedBack('budget', confirmed, mine)).toEqual([
      { kind: 'cell', row: id, rowName: 'Engineer', field: 'quantity', value: '12.5' },
    ]);
  });

  it('names lines that were added', () => {
    const confirmed = newDocument('budget');
    const mine = copy(confirmed, 'budget');
    const id = addLine(mine, { cells: { functionTitle: 'Engineer' } });
    expect(handedBack('budget', confirmed, mine)).toContainEqual({
      ...{ kind: 'row', row: id, rowName: 'Engineer', change: 'added' },
    });
  });

  it('gives the paragraphs that the others do not have, and nothing when there are none', () => {
    const confirmed = newDocument('narrative');
    paragraph(confirmed, 'old');
    const mine = copy(confirmed, 'narrative');
    expect(handedBack('narrative', confirmed, mine)).toEqual([]);
    paragraph(mine, 'new one');
    paragraph(mine, 'old');
    expect(handedBack('narrative', confirmed, mine)).toEqual([
      { kind: 'text', text: 'new one\nold' },
    ]);
  });
});
