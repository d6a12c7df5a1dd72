import { parentPort, workerData } from 'node:worker_threads';
import { openPool } from '@samspel/platform/db/open-database';
import { compactDocument, judgeTail } from '@samspel/sync/compaction/compact-document';
import { type Message, type Task, type ThreadData, threadName } from './compaction-messages.ts';
import { judgeDocument } from './judge-document.ts';

// A thread of its own: reading a document blocks it, and a document that exhausts its memory ends it
// alone. It may be ended at any moment.
const { databaseUrl } = workerData as ThreadData;
const pool = openPool({
  url: databaseUrl,
  role: 'samspel_app',
  applicationName: threadName,
  searchPath: 'sync',
  max: 1,
});

parentPort!.on('message', ({ task, docId }: Task) => {
  const work = task === 'compact' ? compactDocument : judgeTail;
  work({ pool, judge: judgeDocument }, docId).then(
    (outcome) => answer({ outcome }),
    (error: unknown) => answer({ error: String(error) }),
  );
});

const answer = (message: Message) => parentPort!.postMessage(message);
answer('ready');
