import { type Logger, openLog } from '@samspel/platform/log';

/** A log that keeps its lines for the test to look at and prints none. */
export function quietLog(): Logger & { lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = openLog('test', {
    write(line: string) {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  return Object.assign(log, { lines });
}
