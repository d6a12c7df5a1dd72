import { Worker } from 'node:worker_threads';

export interface Metronome {
  stop(): Promise<void>;
}

// Timers of an event loop are exact to a millisecond, which is as long as what is measured. A thread that
// sleeps in the kernel is exact to some tens of microseconds and costs next to nothing.
const thread = `
const { parentPort, workerData } = require('node:worker_threads');
const { times, control } = workerData;
const now = () => { const [s, ns] = process.hrtime(); return s * 1000 + ns / 1e6; };
// A beat also stands for all times that have passed by then; two are at least a tenth of a ms apart.
let beaten = 0;
for (const at of times) {
  if (at <= beaten) continue;
  const pause = Math.max(at, beaten + 0.1) - now();
  if (pause > 0) Atomics.wait(control, 1, 0, pause);
  if (Atomics.load(control, 1) === 1) break;
  beaten = now();
  if (Atomics.exchange(control, 0, 1) === 0) parentPort.postMessage(0);
}
`;

/** Calls `beat` at, or as soon as it can after, each of the times (of `machineNow`, ascending). */
export function startMetronome(times: Float64Array, beat: () => void): Metronome {
  const control = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(thread, { eval: true, workerData: { times, control } });
  worker.on('message', () => {
    Atomics.store(control, 0, 0);
    beat();
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return {
    async stop() {
      Atomics.store(control, 1, 1);
      Atomics.notify(control, 1);
      await ended;
    },
  };
}
