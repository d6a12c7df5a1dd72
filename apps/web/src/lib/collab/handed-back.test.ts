import { addLine, removeLine, setCell } from '@samspel/documents/budget-document';
import { newDocument } from '@samspel/documents/open-document';
import { writingsIn } from '@samspel/sync/client/writings';
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
    expect(handedBack('budget', confirmed, mine, [])).toEqual([
      { kind: 'cell', row: id, rowName: 'Engineer', field: 'quantity', value: '12.5' },
    ]);
  });

  it('names lines that were added', () => {
    const confirmed = newDocument('budget');
    const mine = copy(confirmed, 'budget');
    const id = addLine(mine, { cells: { functionTitle: 'Engineer' } });
    expect(handedBack('budget', confirmed, mine, [])).toContainEqual({
      ...{ kind: 'row', row: id, rowName: 'Engineer', change: 'added' },
    });
  });

  it('gives the paragraphs that the others do not have, and nothing when there are none', () => {
    const confirmed = newDocument('narrative');
    paragraph(confirmed, 'old');
    const mine = copy(confirmed, 'narrative');
    expect(handedBack('narrative', confirmed, mine, [])).toEqual([]);
    paragraph(mine, 'new one');
    paragraph(mine, 'old');
    expect(handedBack('narrative', confirmed, mine, [])).toEqual([
      { kind: 'text', text: 'new one\nold' },
    ]);
  });
});

describe('of a document that may not be read any more', () => {
  /** What lies on the device after the page was loaded anew: edits, and nothing that they follow. */
  function left(kind: 'budget' | 'narrative', theirs: Y.Doc, work: (mine: Y.Doc) => void) {
    const mine = copy(theirs, kind);
    const updates: Uint8Array[] = [];
    mine.on('update', (update) => updates.push(update));
    work(mine);
    const unsent = newDocument(kind);
    for (const update of updates) Y.applyUpdate(unsent, update);
    return handedBack(kind, newDocument(kind), unsent, writingsIn(updates, unsent));
  }

  it('gives the words, and none of the others', () => {
    const theirs = newDocument('narrative');
    paragraph(theirs, 'their secret');
    const back = left('narrative', theirs, (mine) => {
      const text = (mine.getXmlFragment('content').get(0) as Y.XmlElement).get(0) as Y.XmlText;
      text.insert(text.length, ' and my thought');
      text.format(text.length - 7, 7, { bold: true });
      paragraph(mine, 'My paragraph');
    });
    expect(back).toEqual([
      { kind: 'text', text: ' and my thought' },
      { kind: 'text', text: 'My paragraph' },
    ]);
  });

  it('gives what was written into cells, by their names where those are known', () => {
    const theirs = newDocument('budget');
    const id = addLine(theirs, { cells: { functionTitle: 'Their engineer', quantity: '1' } });
    const back = left('budget', theirs, (mine) => {
      setCell(mine, id, 'quantity', '12.5');
      removeLine(mine, id);
      addLine(mine, { cells: { functionTitle: 'My designer', quantity: '3' } });
    });
    expect(back[0]).toEqual({ kind: 'text', text: '12.5' });
    const cell = { kind: 'cell', row: null, rowName: '' };
    expect(back).toContainEqual({ ...cell, field: 'functionTitle', value: 'My designer' });
    expect(back).toContainEqual({ ...cell, field: 'quantity', value: '3' });
    expect(JSON.stringify(back)).not.toMatch(/Their engineer|true|order/);
  });
});
