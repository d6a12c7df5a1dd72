import * as Y from 'yjs';

/** The updates of a document that types, as one clientID. */
export function typist(clientID?: number): { doc: Y.Doc; type(text: string): Uint8Array } {
  const doc = new Y.Doc();
  if (clientID !== undefined) doc.clientID = clientID;
  return {
    doc,
    type(text) {
      let bytes: Uint8Array = new Uint8Array();
      doc.once('update', (update: Uint8Array) => {
        bytes = update;
      });
      doc.getText('text').insert(doc.getText('text').length, text);
      return bytes;
    },
  };
}
