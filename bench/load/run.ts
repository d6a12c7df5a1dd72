import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Histogram } from '../statistics/histogram.ts';
import { openLoop, type Schedule } from '../statistics/open-loop.ts';
import { asLocal } from './clock.ts';
import { type Crowd, until } from './crowd.ts';
import { CellWriter, typed } from './edits.ts';
import type { RunJob, RunReport } from './jobs.ts';
import type { LoadClient } from './load-client.ts';
import { startMetronome } from './metronome.ts';

type Edit = (client: LoadClient, due: number) => void;

/** Lets the people write by the schedule and reports what others were shown, and when. */
export async function run(crowd: Crowd, job: RunJob): Promise<RunReport> {
  const { clients, tally } = crowd;
  const { warmupMs, windowMs } = job;
  const begin = asLocal(job.begin);
  tally.from = begin + warmupMs;
  tally.to = tally.from + windowMs;
  tally.latency = new Histogram();
  tally.cursorLatency = new Histogram();
  tally.saved = new Histogram();
  tally.deliveries = 0;
  tally.cursorDeliveries = 0;
  for (const client of clients) client.beginRun();
  const { edits, cursors } = job.rates;
  const rates = { edits: edits * clients.length, cursors: cursors * clients.length };
  const schedule = openLoop(rates, warmupMs + windowMs, clients.length, job.seed);
  const edit = job.cells > 0 ? cellEdits(clients, schedule, job.cells) : typing;
  const own = watchOwnCost(tally.from, tally.to);
  const lateness = await send({ schedule, begin, job, clients, edit });
  const upToDate = () => clients.every((client) => client.closed !== null || client.upToDate);
  const drained = await until(upToDate, job.drainMs);
  const now = performance.now();
  const missing = clients.reduce((sum, client) => sum + client.countMissing(now), 0);
  return {
    latency: tally.latency.toJSON(),
    cursorLatency: tally.cursorLatency.toJSON(),
    saved: tally.saved.toJSON(),
    lateness: lateness.toJSON(),
    deliveries: tally.deliveries,
    cursorDeliveries: tally.cursorDeliveries,
    sent: schedule.times.length,
    missing,
    drained,
    closedSockets: clients.filter((client) => client.closed !== null).length,
    ...(await own),
  };
}

const typing: Edit = (client, due) => client.edit(typed(client.id, client.clock, 'x'), 1, due);

/** All updates are made before the run: making them must not cost while it is measured. */
function cellEdits(clients: LoadClient[], { actors, cursors }: Schedule, cells: number): Edit {
  const writers = clients.map((client) => new CellWriter(client.id, cells));
  const ready = new Map(clients.map((client) => [client, [] as Uint8Array[]]));
  for (const [i, actor] of actors.entries()) {
    if (cursors[i]) continue;
    const mine = ready.get(clients[actor]!)!;
    mine.push(writers[actor]!.next(mine.length));
  }
  return (client, due) => client.edit(ready.get(client)!.shift()!, 1, due);
}

interface Sending {
  schedule: Schedule;
  begin: number;
  job: RunJob;
  clients: LoadClient[];
  edit: Edit;
}

/** Resolves when the last is sent, with how late each was. */
function send({ schedule, begin, job, clients, edit }: Sending): Promise<Histogram> {
  const { times, actors, cursors } = schedule;
  const lateness = new Histogram();
  return new Promise((resolve) => {
    let next = 0;
    const beat = () => {
      for (const now = performance.now(); next < times.length; next++) {
        const due = begin + times[next]!;
        if (due > now) return;
        lateness.add(performance.now() - due);
        const client = clients[actors[next]!]!;
        if (client.closed !== null) continue;
        if (cursors[next]) client.move(due);
        else edit(client, due);
      }
      void metronome.stop().then(() => resolve(lateness));
    };
    // A last beat after all that is due, by more than the clocks of two threads could differ.
    const end = job.warmupMs + job.windowMs + 1;
    const beats = Float64Array.from([...times, end], (at) => job.begin + at);
    const metronome = startMetronome(beats, beat);
  });
}

/** That the load is not the bottleneck: its own share of a core, and how long its event loop was held up. */
async function watchOwnCost(from: number, to: number) {
  const at = (moment: number) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));
  const resolution = 5;
  const delay = monitorEventLoopDelay({ resolution });
  await at(from);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  delay.enable();
  await at(to);
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuShare: (user + system) / 1000 / (performance.now() - begun),
    loopDelayMs: Math.max(0, delay.percentile(99) / 1e6 - resolution),
  };
}
