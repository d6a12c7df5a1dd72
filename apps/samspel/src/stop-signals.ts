import { whenLaunchersEnd } from './process/launchers.ts';

export interface Stopping {
  asked: Promise<string>;
  /** Aborted at the same moment, for steps that take long. */
  signal: AbortSignal;
  forget(): void;
}

/**
 * Resolves with the reason when this process should stop: Ctrl-C, a signal to its group, or the end
 * of whoever started it. A second Ctrl-C does not wait for a clean end.
 */
export function untilAskedToStop(): Stopping {
  let settle: (reason: string) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    settle = resolve;
  });
  const controller = new AbortController();
  void asked.then(() => controller.abort());
  let interrupts = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (signal === 'SIGINT') interrupts += 1;
    // One Ctrl-C reaches us twice: from the terminal and from the package manager.
    if (interrupts > 2) process.exit(130);
    settle(signal);
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  const unwatch = whenLaunchersEnd(() => settle('whoever started it has ended'));
  return {
    asked,
    signal: controller.signal,
    forget: () => {
      unwatch();
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
