/** What may be refused. */
export type Refused = 'update' | 'presence' | 'document' | 'upgrade';

/** What the hub counts, for whoever watches it. Never who, and never what is written. */
export interface HubMeter {
  /** One statement: what it carried, how long it took, and how long the oldest of it had waited before. */
  committed(batch: { updates: number; bytes: number; statementMs: number; waitedMs: number }): void;
  /** From a commit's answer until its updates were handed to the sockets. */
  fannedOut(ms: number): void;
  /** Another hub's commit was heard of so long after. */
  heard(ms: number): void;
  /** The log had to be read for what no message brought. */
  logRead(): void;
  /** `reason` is a fixed word. */
  refused(what: Refused, reason: string): void;
  /** One update has deleted more than `massDeleteLength`. */
  massDeleted(): void;
  /** A socket that this side ended: a close code, or `slow`, or `silent`. */
  ended(why: string): void;
}

const nothing = () => {};

export const silentMeter: HubMeter = {
  committed: nothing,
  fannedOut: nothing,
  heard: nothing,
  logRead: nothing,
  refused: nothing,
  massDeleted: nothing,
  ended: nothing,
};
