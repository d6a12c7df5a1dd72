import type { Limits } from '../protocol/limits.ts';
import { type HubLog, silentLog } from './hub-log.ts';
import { type HubMeter, type Refused, silentMeter } from './hub-meter.ts';

/** Whom it concerns; never what is written. */
export interface Concerned {
  person?: string | undefined;
  /** By its name: what does not exist has no number. */
  documentName?: string | undefined;
  origin?: string | undefined;
}

export type TraceLimits = Pick<Limits, 'denialMs' | 'denialsAtATime'>;

interface Told {
  details: object;
  message: string;
  at: number;
  /** Not told since. */
  more: number;
}

// Where a name comes from a stranger, no line gets as long as they like.
const longestName = 200;

/**
 * What is refused is counted, and told to the log once: who, where and why. A flood of the same is one line
 * at its beginning and one with its number.
 */
export class SecurityTrace {
  readonly #log: HubLog;
  readonly #meter: HubMeter;
  readonly #limits: TraceLimits;
  readonly #told = new Map<string, Told>();
  /** Different ones beyond what is remembered. */
  #beyond = 0;
  #beyondAt = 0;

  constructor(log: HubLog, meter: HubMeter, limits: TraceLimits) {
    this.#log = log;
    this.#meter = meter;
    this.#limits = limits;
  }

  /** `reason` is a fixed word. */
  refused(what: Refused, reason: string, concerned: Concerned): void {
    this.#meter.refused(what, reason);
    this.#tell('denied', { what, reason }, concerned);
  }

  /** It was taken: who may write may delete. */
  massDelete(length: number, concerned: Concerned): void {
    this.#meter.massDeleted();
    this.#tell('much was deleted at once', { length }, concerned, 'massDelete');
  }

  /** `why` is a close code. */
  sentAway(why: string, concerned: Concerned): void {
    this.#tell('a socket was closed', { why }, concerned);
  }

  #tell(message: string, what: object, concerned: Concerned, kind?: string): void {
    const { person, documentName, origin } = concerned;
    const key = [kind ?? Object.values(what).join(), person, documentName].join('\n');
    const before = this.#told.get(key);
    if (before) {
      before.more += 1;
      return;
    }
    const now = performance.now();
    if (this.#told.size >= this.#limits.denialsAtATime) {
      if (this.#beyond === 0) this.#beyondAt = now;
      this.#beyond += 1;
      return;
    }
    const details = {
      ...what,
      person,
      documentName: documentName?.slice(0, longestName),
      origin: origin?.slice(0, longestName),
    };
    this.#told.set(key, { details, message, at: now, more: 0 });
    this.#log.info(details, message);
  }

  /** Regular visit: what was not told meanwhile is told by its number. */
  visit(now: number): void {
    const end = now - this.#limits.denialMs;
    for (const [key, { details, message, at, more }] of this.#told) {
      // In the order in which they began.
      if (at > end) break;
      this.#told.delete(key);
      if (more > 0) this.#log.info({ ...details, more }, message);
    }
    if (this.#beyond === 0 || this.#beyondAt > end) return;
    this.#log.info({ more: this.#beyond }, 'denied');
    this.#beyond = 0;
  }
}

export const silentTrace = new SecurityTrace(silentLog, silentMeter, {
  denialMs: 0,
  denialsAtATime: 0,
});
