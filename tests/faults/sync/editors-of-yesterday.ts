import type { OpenDocument } from '@samspel/sync/client/document-state';
import type { Reply } from '@samspel/sync/protocol/frames';
import { decodeReplies } from '@samspel/sync/protocol/replies';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import type { TestPerson } from '@samspel/sync/testing/running-hub';
import type { QueryExecutorProvider } from 'kysely';
import * as Y from 'yjs';

/** What an editor of yesterday can draw. */
const known = new Set(['paragraph']);

interface Editor {
  /** How much it has taken out of its document. */
  removed(): number;
}

/**
 * An editor that takes out of a document what it has no name for, as those over ProseMirror do: when it is
 * made, and at once when it hears of a change, or a moment later, as if its person had done it.
 */
export function editorOfYesterday(
  { doc }: Pick<OpenDocument, 'doc'>,
  when: 'at once' | 'later' = 'at once',
): Editor {
  const content = doc.getXmlFragment('content');
  let removed = 0;
  const takeOut = () => {
    for (let i = content.length - 1; i >= 0; i--) {
      const node = content.get(i) as Y.XmlElement;
      if (known.has(node.nodeName)) continue;
      content.delete(i, 1);
      removed += 1;
    }
  };
  takeOut();
  content.observe(() => {
    if (when === 'later') setTimeout(takeOut, 0);
    else takeOut();
  });
  return { removed: () => removed };
}

/** The same in the hands of a program that sends whatever it has changed, whatever it is told. */
export class StubbornEditor implements Editor {
  readonly #client: RawClient;
  readonly #doc = new Y.Doc();
  readonly #editor: Editor;
  #handle = 0;
  #sent = 0;

  private constructor(client: RawClient) {
    this.#client = client;
    client.socket.on('message', (data: Buffer) => {
      for (const reply of decodeReplies(data)) this.#hear(reply);
    });
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'line') this.#sent = client.push(this.#handle, update);
    });
    this.#editor = editorOfYesterday({ doc: this.#doc });
  }

  static async enter(
    db: QueryExecutorProvider,
    port: number,
    name: string,
    person: TestPerson,
  ): Promise<StubbornEditor> {
    const client = new RawClient(`ws://127.0.0.1:${port}`);
    await client.greet(await issueTicket(db, person));
    const stubborn = new StubbornEditor(client);
    stubborn.#handle = await client.join(name);
    await client.next('synced');
    return stubborn;
  }

  #hear(reply: Reply): void {
    if (reply.type !== 'batch') return;
    for (const update of reply.updates) Y.applyUpdate(this.#doc, update, 'line');
  }

  removed(): number {
    return this.#editor.removed();
  }

  write(text: string): void {
    this.#doc.getText('text').insert(0, text);
  }

  /** All that it has sent was taken or refused. */
  get answered(): boolean {
    return this.#client.replies.some(
      (reply) => reply.type === 'ack' && reply.message >= this.#sent,
    );
  }

  close(): void {
    this.#client.close();
  }
}
