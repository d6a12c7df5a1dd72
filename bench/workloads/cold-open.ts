import { setTimeout as wait } from 'node:timers/promises';
import type { FreshDocument, History } from '../load/jobs.ts';
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
      bias: "From connecting (socket and greeting included) to the last byte of the state: what the server does; without a network the size of the state costs nothing. The browser takes Samspel's snapshot packed over HTTP; here it comes over the socket, which costs the hub more.",
    },
    {
      key: 'firstReadable',
      label: 'first open: text readable',
      unit: 'ms',
      better: 'less',
      bias: "With the client's own work of building the Yjs document, on this machine: the same library for all, so it evens the ratio out.",
    },
    {
      key: 'next',
      label: 'next open: all received',
      unit: 'ms',
      better: 'less',
      bias: 'Hocuspocus has the document in memory by then; Samspel never does.',
    },
    {
      key: 'received',
      label: 'bytes of the state',
      unit: 'kB',
      better: 'less',
      bias: 'Uncompressed Yjs updates without framing.',
    },
    {
      key: 'memory',
      label: 'memory added at the peak',
      unit: 'MB',
      better: 'less',
      bias: "Resident memory of the hub at most during the first open, less that before: what the garbage collector has not taken back yet counts; PostgreSQL's and the worker's are left out.",
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
    await running.stop();
    await running.startAgain();
    return await open(running, stage, room, history);
  },
};

function remember(stage: Stage, { source, edits, characters, bytes }: History): void {
  const what =
    source === 'recorded'
      ? 'recorded keystrokes of a real paper (automerge-perf)'
      : 'GENERATED keystrokes: the recorded trace was not found';
  const size = `${edits} edits, ${characters} characters at the end, ${Math.round(bytes / 1000)} kB of updates`;
  stage.note('history', `${what}: ${size}`);
}

async function open(
  running: RunningSubject,
  { fleet }: Stage,
  room: string,
  history: History,
): Promise<Figures> {
  const openIt = async () => {
    const given = { server: running.server, rooms: [room], stay: true };
    const [found] = await fleet.alone('fresh', given);
    mustBeAll(found!, history);
    return found!;
  };
  // A start's own garbage must not be counted, or collected, in the middle.
  await wait(1000);
  const before = treeMemory(running.pid).now;
  forgetPeak(running.pid);
  const first = await openIt();
  const { peak } = treeMemory(running.pid);
  await wait(1000);
  const after = treeMemory(running.pid).now;
  const next = await openIt();
  await fleet.close();
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

function mustBeAll({ characters, room }: FreshDocument, history: History): void {
  if (characters === history.characters) return;
  throw new Error(`${room}: ${characters} characters were found, ${history.characters} written`);
}
