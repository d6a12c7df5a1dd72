import { openPool } from '@samspel/platform/db/open-database';
import type { Logger } from '@samspel/platform/log';
import { startLoop } from '@samspel/platform/loop';
import type { CompactionOutcome } from '@samspel/sync/compaction/compact-document';
import {
  findLongTails,
  findUnjudged,
  type LongTail,
  quarantine,
} from '@samspel/sync/compaction/store';
import { limits } from '@samspel/sync/protocol/limits';
import type { Task } from './compaction-messages.ts';
import { Compactor, type CompactorOptions, ThreadLost } from './compactor.ts';

export interface CompactionOptions extends CompactorOptions {
  log: Logger;
  everyMs?: number;
  tail?: Partial<LongTail>;
}

export interface Compaction {
  trouble(): string | null;
  stop(): Promise<void>;
}

// A thousand keystrokes are read in a few milliseconds: a document in which people write need not be
// visited at each sentence.
export const longTail: LongTail = { rows: 1000, bytes: 256 * 1024, idleRows: 20, idleSeconds: 60 };
/** Looks without work after which the thread ends: making one costs more than keeping it for a while. */
const idleLooks = 12;
/** Short documents judged between two looks for long ones. */
const judgedAtOnce = 100;

/** Replaces long tails of documents by snapshots, and judges what was written, for as long as the worker runs. */
export function startCompaction(options: CompactionOptions): Compaction {
  const { databaseUrl, log, everyMs = 5000 } = options;
  const tail = { ...longTail, ...options.tail };
  const pool = openPool({
    url: databaseUrl,
    role: 'samspel_app',
    applicationName: 'samspel-compaction-look',
    searchPath: 'sync',
    max: 1,
    log,
  });
  const compactor = new Compactor(options);
  let stopping = false;
  let idle = 0;

  const visit = async (task: Task): Promise<CompactionOutcome | null> => {
    try {
      return await compactor.visit(task);
    } catch (error) {
      if (stopping) return null;
      if (!(error instanceof ThreadLost)) throw error;
      log.error({ err: error, document: task.docId }, 'a document was too much to be read');
      const reason = 'too much to be read';
      await quarantine(pool, task.docId, reason);
      return { outcome: 'quarantined', reason };
    }
  };

  const visitAll = async (task: Task['task'], ids: readonly number[]) => {
    for (const docId of ids) {
      if (stopping) break;
      const outcome = await visit({ task, docId });
      if (outcome) tell(log, docId, outcome);
    }
  };

  const loop = startLoop({
    name: 'compaction',
    log,
    everyMs,
    turn: async () => {
      const long = await findLongTails(pool, tail);
      await visitAll('compact', long);
      const unjudged = await findUnjudged(pool, limits, judgedAtOnce);
      await visitAll('judge', unjudged);
      idle = long.length + unjudged.length === 0 ? idle + 1 : 0;
      if (idle === idleLooks) await compactor.end();
      return long.length > 0 || unjudged.length === judgedAtOnce;
    },
  });

  return {
    trouble: () => loop.trouble(),
    async stop() {
      stopping = true;
      await compactor.end();
      await loop.stop();
      await compactor.end();
      await pool.end();
    },
  };
}

function tell(log: Logger, document: number, outcome: CompactionOutcome): void {
  if (outcome.outcome === 'left' || outcome.outcome === 'sound') return;
  if (outcome.outcome === 'compacted') log.debug({ document, ...outcome }, 'document compacted');
  else log.warn({ document, ...outcome }, 'a document is not what it should be');
}
