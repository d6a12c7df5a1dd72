import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded into a hub before its own code. INSIDE: a file that gets a line at each SIGUSR2: how long the event
// loop was held up since the last one, and what is in memory when all garbage is collected.
const resolution = 5;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();

const held = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);

process.on('SIGUSR2', () => {
  const loop = { loopMaxMs: held(delay.max), loopP999Ms: held(delay.percentile(99.9)) };
  delay.disable();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  appendFileSync(process.env.INSIDE!, `${JSON.stringify({ ...loop, heapUsed, external, rss })}\n`);
  // Collecting by force must not count as being held up.
  setImmediate(() => {
    delay.reset();
    delay.enable();
  });
});
