import type { Logger } from './log.ts';
import { isOutage } from './outage.ts';

export interface Loop {
  /** Takes the next turn at once. */
  wake(): void;
  /** Waits for the turn at hand. */
  stop(): Promise<void>;
  /** What is wrong when turns have been failing for a while, for the health of the process. */
  trouble(): string | null;
}

export interface LoopOptions {
  name: string;
  log: Pick<Logger, 'debug' | 'warn' | 'error'>;
  everyMs: number;
  /** True when there is more to do at once. */
  turn(): Promise<boolean>;
}

const LONGEST_PAUSE_MS = 5000;
const TROUBLE_AFTER_MS = 10_000;

/** Turn after turn until stopped. A turn that fails is logged and tried again, ever more slowly. */
export function startLoop(options: LoopOptions): Loop {
  let stopped = false;
  let woken = false;
  let endPause = () => {};
  let failingSince: number | null = null;
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    for (let failures = 0; !stopped; ) {
      woken = false;
      let more = false;
      try {
        more = await options.turn();
        failures = 0;
        failingSince = null;
      } catch (error) {
        failures += 1;
        failingSince ??= performance.now();
        // What fails while all is being taken down is no news.
        const level = stopped ? 'debug' : isOutage(error) ? 'warn' : 'error';
        options.log[level]({ err: error, loop: options.name }, 'turn failed');
      }
      if (stopped || (failures === 0 && (more || woken))) continue;
      await pause(
        Math.min(
          options.everyMs * 2 ** Math.min(failures, 10),
          Math.max(LONGEST_PAUSE_MS, options.everyMs),
        ),
      );
    }
  };
  const running = run();
  return {
    wake() {
      woken = true;
      endPause();
    },
    async stop() {
      stopped = true;
      endPause();
      await running;
    },
    trouble() {
      if (failingSince === null) return null;
      const ms = performance.now() - failingSince;
      return ms < TROUBLE_AFTER_MS
        ? null
        : `${options.name} failing for ${Math.round(ms / 1000)} s`;
    },
  };
}
