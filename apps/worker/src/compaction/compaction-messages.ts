import type { CompactionOutcome } from '@samspel/sync/compaction/compact-document';

export interface ThreadData {
  databaseUrl: string;
}

/** `ready` once, when the thread has come up. */
export type Message = 'ready' | Answer;

export type Answer = { outcome: CompactionOutcome } | { error: string };

export const threadName = 'samspel-compaction';
