import { setTimeout as wait } from 'node:timers/promises';
import type { FreshDocument, FreshJob, History } from '../load/jobs.ts';
import { forgetPeak, treeMemory } from '../machine/processes.ts';
import type { RunningSubject } from '../subjects/subject.ts';
import type { Figures, Stage, Workload } from './workload.ts';

const quickEdits = 60_000;

export const coldOpen: Workload = {
  id: 'cold-open',
  title: 'Cold open of a long history',
  does: 'A document written keystroke by keystroke (one update each) through the server, which is then stopped and started; one person opens it, then another while the first is there.',
  quick: true,
  figures: [
    {
      key: 'first',
      label: 'first open: all received',
      unit: 'ms',
      better: 'less',
      bias: 'From connecting (socket and greeting included) to the last byte of the state, unpacked: without a network the size of the state costs nothing. Samspel (native) is asked as its own page asks: the snapshot packed over HTTP, what came after it over the socket.',
    },
    {
      key: 'firstReadable',
      label: 'first open: text readable',
      unit: 'ms',
      better: 'less',
      bias: "With the client's own work of building the Yjs document: the same library for all, so it evens the ratio out. In a process that has opened this document five times before the server was started, for all alike.",
    },
    {
      key: 'newcomerReadable',
      label: 'first open in a new client: text readable',
      unit: 'ms',
      better: 'less',
      bias: 'The same in a process that has opened no document before: all of it is code that has not been compiled yet, for all alike.',
    },
    {
      key: 'next',
      label: 'next open: all received',
      unit: 'ms',
      better: 'less',
      bias: 'Hocuspocus has the document in memory by then; Samspel never does.',
    },
    {
      key: 'socketFirst',
      label: 'first open, all over the socket: received',
      unit: 'ms',
      better: 'less',
      bias: 'For programs that do not ask over HTTP: the hub unpacks and rewrites the snapshot.',
    },
    {
      key: 'received',
      label: 'bytes that carry the state',
      unit: 'kB',
      better: 'less',
      bias: 'Without framing and headers. Over HTTP it is packed; the others could pack what goes over their sockets, for CPU and memory of the hub, and do not at their defaults.',
    },
    {
      key: 'memory',
      label: 'memory added at the peak',
      unit: 'MB',
      better: 'less',
      bias: "Resident memory of the hub at most during the first open, less that before: what the garbage collector has not taken back yet counts; PostgreSQL's and the worker's are left out. Samspel's snapshot is served by the same process, as with `samspel start`.",
    },
    {
      key: 'memoryAfter',
      label: 'memory added a second later',
      unit: 'MB',
      better: 'less',
      bias: 'The document is still open; freed memory need not have gone back to the system.',
    },
  ],
  fits: (subject) => subject.documents && subject.keeps !== 'never',
  async measure(running, stage) {
    const room = `history-${stage.repetition}`;
    const { trace, quick } = stage;
    const edits = quick ? quickEdits : null;
    const { server } = running;
    const history = await stage.fleet.alone('writeHistory', { server, room, edits, trace });
    remember(stage, history);
    stage.say(`  written in ${(history.ms / 1000).toFixed(1)} s`);
    await running.settle();
    // Opening is measured in a client that has opened documents before: for all servers alike, in any order.
    for (let times = 0; times < 5; times++) await openIt(running, stage, { room, history }, 'http');
    const first = await openColdly(running, stage, { room, history });
    if (stage.quick) return first;
    await startColdly(running, stage);
    const newcomer = await stage.newcomer();
    const asked = { server: running.server, rooms: [room], stay: false };
    const [found] = await newcomer.alone('fresh', { ...asked, over: 'http' });
    await newcomer.end();
    mustBeAll(found!, history);
    return {
      ...first,
      newcomerReadable: found!.readableMs,
      ...(running.subject.snapshots ? await overSocket(running, stage, { room, history }) : {}),
    };
  },
};

interface Written {
  room: string;
  history: History;
}

function remember(stage: Stage, { source, edits, characters, bytes }: History): void {
  const what =
    source === 'recorded'
      ? 'recorded keystrokes of a real paper (automerge-perf)'
      : 'GENERATED keystrokes: the recorded trace was not found';
  const size = `${edits} edits, ${characters} characters at the end, ${Math.round(bytes / 1000)} kB of updates`;
  stage.note('history', `${what}: ${size}`);
}

/** Nothing of the document in the server's memory. */
async function startColdly(running: RunningSubject, { fleet }: Stage): Promise<void> {
  await fleet.close();
  await running.stop();
  await running.startAgain();
  // A start's own garbage must not be counted, or collected, in the middle.
  await wait(1000);
}

async function openColdly(
  running: RunningSubject,
  stage: Stage,
  written: Written,
): Promise<Figures> {
  await startColdly(running, stage);
  const before = treeMemory(running.pid).now;
  forgetPeak(running.pid);
  const first = await openIt(running, stage, written, 'http');
  const { peak } = treeMemory(running.pid);
  await wait(1000);
  const after = treeMemory(running.pid).now;
  const next = await openIt(running, stage, written, 'http');
  const mb = (bytes: number) => Math.max(0, bytes) / 1e6;
  return {
    first: first.receivedMs,
    firstReadable: first.readableMs,
    next: next.receivedMs,
    received: first.bytes / 1000,
    memory: mb(peak - before),
    memoryAfter: mb(after - before),
  };
}

async function overSocket(
  running: RunningSubject,
  stage: Stage,
  written: Written,
): Promise<Figures> {
  await startColdly(running, stage);
  const { receivedMs } = await openIt(running, stage, written, 'socket');
  return { socketFirst: receivedMs };
}

async function openIt(
  running: RunningSubject,
  { fleet }: Stage,
  { room, history }: Written,
  over: FreshJob['over'],
): Promise<FreshDocument> {
  const [found] = await fleet.alone('fresh', {
    server: running.server,
    rooms: [room],
    stay: true,
    over,
  });
  mustBeAll(found!, history);
  return found!;
}

function mustBeAll({ characters, room }: FreshDocument, history: History): void {
  if (characters === history.characters) return;
  throw new Error(`${room}: ${characters} characters were found, ${history.characters} written`);
}
