import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

let msPerTick = 0;

/** CPU of a process and all below it, including those that have ended and were waited for, ms. */
export function treeCpuMs(root: number): number {
  let ticks = 0;
  for (const pid of treeOf(root)) {
    const fields = statOf(pid);
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), counted behind pid and name.
    if (fields) for (const at of [11, 12, 13, 14]) ticks += Number(fields[at]);
  }
  return ticks * tickMs();
}

function tickMs(): number {
  msPerTick ||= 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return msPerTick;
}

/** CPU that anything on the machine has used, ms; with what the host of a virtual machine took away. */
export function machineCpuMs(): number {
  const [, user, nice, system, , , irq, softirq, steal] = read('/proc/stat')
    .split('\n')[0]!
    .split(/\s+/)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq! + steal!) * tickMs();
}

/** Memory of a process and all below it, bytes: now, and at most since `forgetPeak`. */
export function treeMemory(root: number): { now: number; peak: number } {
  let now = 0;
  let peak = 0;
  for (const pid of treeOf(root)) {
    const status = read(`/proc/${pid}/status`);
    now += kilobytes(status, 'VmRSS');
    peak += kilobytes(status, 'VmHWM');
  }
  return { now, peak };
}

export function forgetPeak(root: number): void {
  for (const pid of treeOf(root)) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
    } catch {
      // It has ended meanwhile.
    }
  }
}

const kilobytes = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;

function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(statOf(pid)?.[1] ?? -1);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree: number[] = [];
  for (const waiting = [root]; waiting.length > 0; ) {
    const pid = waiting.pop()!;
    tree.push(pid);
    waiting.push(...(children.get(pid) ?? []));
  }
  return tree;
}

/** The fields behind the name, which may hold spaces and brackets. */
function statOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
