import type { CompactionOutcome } from '@samspel/sync/compaction/compact-document';

export interface ThreadData {
  databaseUrl: string;
}

export interface Task {
  task: 'compact' | 'judge';
  docId: number;
}

/** `ready` once, when the thread has come up. */
export type Message = 'ready' | Answer;

export type Answer = { outcome: CompactionOutcome } | { error: string };

export const threadName = 'samspel-compaction';
