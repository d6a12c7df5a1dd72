import type { OpenDocument } from '@samspel/sync/client/document-state';
import * as Y from 'yjs';

const letters = 'aeinrstdlmkog ';

/** Types a sentence here and a sentence there, takes back every eighth letter, and shows a caret. */
export class Writer {
  readonly #open: OpenDocument;
  readonly #random: () => number;
  #text: Y.XmlText | null = null;
  #at = 0;
  #left = 0;

  constructor(open: OpenDocument, random: () => number) {
    this.#open = open;
    this.#random = random;
  }

  key(): void {
    if (!this.#text || this.#left-- <= 0 || this.#at > this.#text.length) this.#goElsewhere();
    const text = this.#text;
    if (!text) return;
    if (this.#at > 0 && this.#random() < 0.125) text.delete(--this.#at, 1);
    else {
      text.insert(this.#at++, letters[Math.floor(this.#random() * letters.length)]!);
    }
    const place = Y.createRelativePositionFromTypeIndex(text, this.#at);
    this.#open.awareness.setLocalStateField('cursor', { anchor: place, head: place });
  }

  #goElsewhere(): void {
    const texts = textsIn(this.#open.doc.getXmlFragment('content')).filter(
      ({ length }) => length > 100,
    );
    this.#text = texts[Math.floor(this.#random() * texts.length)] ?? null;
    this.#at = Math.floor(this.#random() * (this.#text?.length ?? 0));
    this.#left = 30;
  }
}

function textsIn(parent: Y.XmlFragment): Y.XmlText[] {
  return parent.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return [child];
    return child instanceof Y.XmlElement ? textsIn(child) : [];
  });
}
