import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { machineNow } from '../load/clock.ts';
import type { RunReport } from '../load/jobs.ts';
import { machineCpuMs, treeCpuMs } from '../machine/processes.ts';
import { Histogram } from '../statistics/histogram.ts';
import type { Rates } from '../statistics/open-loop.ts';
import type { RunningSubject } from '../subjects/subject.ts';
import type { Figure, Figures, Stage } from './workload.ts';

export interface Observation {
  windowMs: number;
  hubCpuMs: number;
  /** PostgreSQL's and a worker's; 0 for servers that have neither. */
  behindCpuMs: number;
  latency: Histogram;
  cursorLatency: Histogram;
  saved: Histogram;
  lateness: Histogram;
  deliveries: number;
  cursorDeliveries: number;
  missing: number;
  closedSockets: number;
  drained: boolean;
  loadCpuShare: number;
  loadLoopDelayMs: number;
  /** Of the whole machine, what was used by nobody who takes part. */
  othersShare: number;
}

export interface RunPlan {
  rates: Rates;
  warmupMs: number;
  windowMs: number;
  drainMs?: number;
  cells?: number;
  /** Where there are several; else the one that runs. */
  hubs?: readonly number[];
}

/** Lets the fleet write, and measures the server over exactly the window that counts. */
export async function observe(
  running: RunningSubject,
  { fleet, postgres, repetition }: Stage,
  plan: RunPlan,
): Promise<Observation> {
  const { rates, warmupMs, windowMs, drainMs = 3000, cells = 0, hubs = [running.pid] } = plan;
  const begin = machineNow() + 150;
  const seed = 1000 * repetition + 1;
  const reports = fleet.run({ rates, warmupMs, windowMs, drainMs, cells, begin, seed });
  const cpu = async () => {
    const hub = hubs.reduce((sum, pid) => sum + treeCpuMs(pid), 0);
    const database = running.subject.database ? treeCpuMs(postgres.pid) : 0;
    const worker = running.workerPid === null ? 0 : treeCpuMs(running.workerPid);
    return { hub, behind: database + worker, machine: machineCpuMs() };
  };
  const meter = async () => {
    await until(begin + warmupMs);
    const before = await cpu();
    const from = machineNow();
    await until(begin + warmupMs + windowMs);
    const after = await cpu();
    return {
      // What CPU was counted over may be a little more or less than the window.
      stretch: windowMs / (machineNow() - from),
      hub: after.hub - before.hub,
      behind: after.behind - before.behind,
      machine: after.machine - before.machine,
    };
  };
  const [all, { stretch, hub, behind, machine }] = await Promise.all([reports, meter()]);
  const load = all.reduce((sum, { cpuShare }) => sum + cpuShare * windowMs, 0);
  const others = Math.max(0, (machine - hub - behind) * stretch - load);
  return {
    ...merged(all),
    windowMs,
    hubCpuMs: hub * stretch,
    behindCpuMs: behind * stretch,
    othersShare: others / windowMs / os.availableParallelism(),
  };
}

const until = (at: number) => wait(Math.max(0, at - machineNow()));

function merged(reports: RunReport[]) {
  const sum = (key: 'deliveries' | 'cursorDeliveries' | 'missing' | 'closedSockets') =>
    reports.reduce((total, report) => total + report[key], 0);
  const together = (key: 'latency' | 'cursorLatency' | 'saved' | 'lateness') =>
    Histogram.from(reports.map((report) => report[key]));
  return {
    latency: together('latency'),
    cursorLatency: together('cursorLatency'),
    saved: together('saved'),
    lateness: together('lateness'),
    deliveries: sum('deliveries'),
    cursorDeliveries: sum('cursorDeliveries'),
    missing: sum('missing'),
    closedSockets: sum('closedSockets'),
    drained: reports.every((report) => report.drained),
    loadCpuShare: Math.max(...reports.map((report) => report.cpuShare)),
    loadLoopDelayMs: Math.max(...reports.map((report) => report.loopDelayMs)),
  };
}

/** That the load was not the bottleneck, with every workload that is driven by a schedule. */
export const loadFigures: readonly Figure[] = [
  {
    key: 'loadCpu',
    label: 'load: CPU of its core',
    unit: '%',
    better: 'less',
    ratio: false,
    bias: 'Near 100 % the load would be the bottleneck and the server look worse than it is.',
  },
  {
    key: 'loadLate',
    label: 'load: sent late, p99',
    unit: 'ms',
    better: 'less',
    ratio: false,
    bias: 'Is part of every latency above, since that counts from the scheduled time.',
  },
  {
    key: 'loadLoop',
    label: 'load: event-loop delay, p99',
    unit: 'ms',
    better: 'less',
    ratio: false,
    bias: 'As long as this the load may notice too late that something arrived.',
  },
  {
    key: 'others',
    label: 'others: CPU of the machine',
    unit: '%',
    better: 'less',
    ratio: false,
    bias: 'What ran beside the benchmark (or was taken by the host of a virtual machine): above some per cent p99 and saturation say more about that than about the servers.',
  },
];

export const loadOf = ({
  loadCpuShare,
  lateness,
  loadLoopDelayMs,
  othersShare,
}: Observation): Figures => ({
  loadCpu: loadCpuShare * 100,
  loadLate: lateness.percentile(0.99),
  loadLoop: loadLoopDelayMs,
  others: othersShare * 100,
});

/** Edits and cursors that people were shown for each second of CPU. */
export function perCpuSecond({ deliveries, cursorDeliveries }: Observation, cpuMs: number): number {
  return ((deliveries + cursorDeliveries) / cpuMs) * 1000;
}

/** A result of a run in which something got lost on the way is no result. */
export function mustBeWhole({ missing, closedSockets }: Observation, what: string): void {
  if (missing > 0) throw new Error(`${what}: ${missing} deliveries did not come`);
  if (closedSockets > 0) throw new Error(`${what}: the server closed ${closedSockets} sockets`);
}
