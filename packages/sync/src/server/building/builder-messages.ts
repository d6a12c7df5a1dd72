/** What a y-websocket client is told of a document. */
export interface Description {
  /** The log up to here is in it. */
  to: number;
  /** What the client lacks, and all that is deleted; format V1. */
  update: Uint8Array;
  vector: Uint8Array;
  /** An update that adds nothing and deletes all that is deleted. */
  deletions: Uint8Array;
}

export type Task =
  | { task: 'describe'; docId: number; incarnation: string; known: Uint8Array }
  /** A packed snapshot (format V2) as one update of format V1. */
  | { task: 'rewrite'; packed: Uint8Array };

export interface Query {
  name?: string;
  text: string;
  values?: unknown[];
}

export type Row = Record<string, unknown>;

/** To the thread: work, or the answer to its question. */
export type ToThread = Task | { rows: Row[] } | { away: string };

/** From the thread: a question to the database, or what became of the task. */
export type FromThread =
  | { query: Query }
  | { built: Description | Uint8Array }
  | { unreadable: string };
