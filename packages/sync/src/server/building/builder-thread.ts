import { parentPort } from 'node:worker_threads';
import { snapshotUpdate } from '../../store/snapshot-update.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { FromThread, Task, ToThread } from './builder-messages.ts';
import { DescribedDocuments } from './describe-document.ts';

// Building a document takes as long as its history: nobody else on the hub waits for it here. It may be
// ended at any moment.
const say = (message: FromThread, transfer: ArrayBuffer[] = []) =>
  parentPort!.postMessage(message, transfer);

let waiting: PromiseWithResolvers<{ rows: never[] }> | null = null;

/** The hub's own connections, one question at a time. */
const pool: SqlPool = {
  query(query) {
    waiting = Promise.withResolvers();
    say({ query });
    return waiting.promise;
  },
};
const documents = new DescribedDocuments(pool);

parentPort!.on('message', (message: ToThread) => {
  if ('rows' in message) waiting?.resolve({ rows: message.rows as never[] });
  else if ('away' in message) waiting?.reject(new Error(message.away));
  else work(message).catch((error: unknown) => say({ unreadable: String(error) }));
});

async function work(task: Task): Promise<void> {
  if (task.task === 'rewrite') {
    const built = await snapshotUpdate(task.packed);
    say({ built }, [built.buffer as ArrayBuffer]);
    return;
  }
  const built = await documents.describe(task.docId, task.incarnation, task.known);
  const { update, vector, deletions } = built;
  say(
    { built },
    [update, vector, deletions].map(({ buffer }) => buffer as ArrayBuffer),
  );
}
