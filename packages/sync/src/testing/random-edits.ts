import * as Y from 'yjs';
import type { SeededRandom } from './seeded-random.ts';

/** One random edit of any sort that Yjs knows, in one transaction. */
export function randomEdit(doc: Y.Doc, random: SeededRandom): void {
  doc.transact(() => random.pick(edits)(doc, random));
}

/**
 * Any sort but formatting: after a remote change Yjs removes marks that have become superfluous, in every
 * document by itself, so that documents with the same log differ in what is marked as deleted.
 */
export function randomPlainEdit(doc: Y.Doc, random: SeededRandom): void {
  doc.transact(() => random.pick(edits.filter((edit) => edit !== formatText))(doc, random));
}

const words = ['samverkan', 'kluster ', 'åäö', '😀', '\n', 'x', '日本', ''];
const values = [null, true, 12, -7, 1.5, 'text', [1, [2, { a: 3 }]], { k: 'v', n: { m: null } }];

type Edit = (doc: Y.Doc, random: SeededRandom) => void;

const insertText: Edit = (doc, random) => {
  const text = doc.getText('text');
  text.insert(random.int(text.length + 1), random.pick(words));
};

const deleteText: Edit = (doc, random) => {
  const text = doc.getText('text');
  if (text.length === 0) return;
  const from = random.int(text.length);
  text.delete(from, 1 + random.int(Math.min(8, text.length - from)));
};

const formatText: Edit = (doc, random) => {
  const text = doc.getText('text');
  if (text.length === 0) return;
  const from = random.int(text.length);
  text.format(from, 1 + random.int(text.length - from), {
    bold: random.pick([true, null]),
    link: random.pick([{ href: 'https://samspel.example' }, null]),
  });
};

const embed: Edit = (doc, random) => {
  const text = doc.getText('text');
  text.insertEmbed(random.int(text.length + 1), { image: random.int(100) });
};

const setCell: Edit = (doc, random) => {
  const lines = doc.getMap<unknown>('map');
  const key = `row${random.int(5)}`;
  const row = lines.get(key);
  if (row instanceof Y.Map) row.set(random.pick(['a', 'b', '__proto__']), random.pick(values));
  else lines.set(key, new Y.Map([['a', random.pick(values)]]));
};

const removeRow: Edit = (doc, random) => {
  doc.getMap('map').delete(`row${random.int(5)}`);
};

const insertCells: Edit = (doc, random) => {
  const array = doc.getArray<unknown>('array');
  array.insert(random.int(array.length + 1), [random.pick(values), random.pick(values)]);
  if (random.chance(0.3)) array.push([new Uint8Array([1, 2, 3])]);
};

const deleteCells: Edit = (doc, random) => {
  const array = doc.getArray('array');
  if (array.length > 2) array.delete(random.int(array.length - 2), 1 + random.int(2));
};

const insertXml: Edit = (doc, random) => {
  const fragment = doc.getXmlFragment('content');
  const paragraph = new Y.XmlElement(random.pick(['paragraph', 'heading']));
  paragraph.insert(0, [new Y.XmlText(random.pick(words) || 'tom')]);
  paragraph.setAttribute('level', `${random.int(3)}`);
  fragment.insert(random.int(fragment.length + 1), [paragraph]);
};

const editXml: Edit = (doc, random) => {
  const fragment = doc.getXmlFragment('content');
  if (fragment.length === 0) return;
  const element = fragment.get(random.int(fragment.length));
  if (!(element instanceof Y.XmlElement)) return;
  const text = element.get(0);
  if (text instanceof Y.XmlText) text.insert(random.int(text.length + 1), random.pick(words));
};

const deleteXml: Edit = (doc, random) => {
  const fragment = doc.getXmlFragment('content');
  if (fragment.length > 1) fragment.delete(random.int(fragment.length), 1);
};

const edits: Edit[] = [
  insertText,
  insertText,
  insertText,
  deleteText,
  formatText,
  embed,
  setCell,
  setCell,
  removeRow,
  insertCells,
  deleteCells,
  insertXml,
  editXml,
  deleteXml,
];
