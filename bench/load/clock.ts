/** The machine's monotonic clock in ms: the same in every process and thread. */
export function machineNow(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

const offset = machineNow() - performance.now();

/** A time of `machineNow` as `performance.now` of this thread tells it, which is cheaper to ask. */
export const asLocal = (machineMs: number): number => machineMs - offset;

export const asMachine = (localMs: number): number => localMs + offset;
