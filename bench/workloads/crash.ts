import { setTimeout as wait } from 'node:timers/promises';
import { machineNow } from '../load/clock.ts';
import type { FreshDocument, RoomState } from '../load/jobs.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import type { RunningSubject } from '../subjects/subject.ts';
import { planRooms } from './rooms.ts';
import type { Figures, Stage, Workload } from './workload.ts';

const rooms = 20;
const people = 5;
const charactersPerSecond = 10;

export const crash: Workload = {
  id: 'crash',
  title: 'Crash: kill -9 of the hub while people type',
  does: `${rooms} rooms of ${people} people typing ${charactersPerSecond} characters a second; at a random moment the hub is killed, started again, and a fresh client looks what is there.`,
  quick: true,
  figures: [
    {
      key: 'lostShown',
      label: 'lost of what others had been shown',
      unit: '%',
      better: 'less',
      ratio: false,
      bias: 'Of all typed until the kill; clients that are still there would send theirs again, so this is what is lost where they have closed the page or lost power with the server.',
    },
    {
      key: 'lostShownEdits',
      label: 'edits shown to others, then lost',
      unit: '',
      better: 'less',
      ratio: false,
      bias: 'Hocuspocus stores every 2 to 10 s: it depends on when in this rhythm the kill comes, so one repetition says little.',
    },
    {
      key: 'lostSaved',
      label: 'edits told to be saved, then lost',
      unit: '',
      better: 'less',
      ratio: false,
      bias: 'y-websocket never says "saved" and so breaks no word; for Hocuspocus it is the status that its provider shows as saved.',
    },
    {
      key: 'lostSeconds',
      label: "seconds of everybody's work lost",
      unit: 's',
      better: 'less',
      ratio: false,
      bias: 'Shown and lost edits, divided by the rate at which all type: an average over the rooms.',
    },
  ],
  fits: (subject) => subject.documents,
  async measure(running, stage) {
    const { fleet, repetition, quick, check } = stage;
    const planned = planRooms('crash', repetition, rooms, people);
    const { server } = running;
    await fleet.open({ server, rooms: planned, seedLength: 0, atOnce: 50 });
    // The same moments for every server, others in each repetition.
    const random = seededRandom(repetition)();
    // Anywhere in Hocuspocus's rhythm of ten seconds.
    const killAfter = (quick ? 3000 : 10_000) + (check ? 3000 : quick ? 9000 : 10_000) * random;
    stage.note(
      `kill ${repetition}`,
      `repetition ${repetition}: killed after ${(killAfter / 1000).toFixed(1)} s of typing`,
    );
    const rates = { edits: charactersPerSecond, cursors: 0 };
    const writing = fleet.run({
      rates,
      begin: machineNow() + 100,
      warmupMs: 0,
      windowMs: killAfter + 500,
      drainMs: 0,
      seed: repetition,
      cells: 0,
    });
    await wait(killAfter + 100);
    await running.kill();
    await writing;
    const told = await fleet.state();
    await fleet.close();
    await running.startAgain();
    return await compare(running, stage, told);
  },
};

async function compare(
  running: RunningSubject,
  { fleet }: Stage,
  told: RoomState[],
): Promise<Figures> {
  const names = told.map(({ name }) => name);
  const found = await fleet.alone('fresh', {
    server: running.server,
    rooms: names,
    stay: false,
    over: 'socket',
  });
  const { shown, lostShown, lostSaved } = countLost(told, found);
  if (shown === 0) throw new Error('nobody was shown anything before the kill');
  return {
    lostShown: (lostShown / shown) * 100,
    lostShownEdits: lostShown,
    lostSaved,
    lostSeconds: lostShown / (rooms * people * charactersPerSecond),
  };
}

/** What people had been told, against what is there. */
export function countLost(told: RoomState[], found: FreshDocument[]) {
  let shown = 0;
  let lostShown = 0;
  let lostSaved = 0;
  for (const [i, { people: authors }] of told.entries()) {
    const there = new Map(found[i]!.clocks);
    for (const author of authors) {
      const have = there.get(author.client) ?? 0;
      shown += author.shown;
      lostShown += Math.max(0, author.shown - have);
      lostSaved += Math.max(0, author.saved - have);
    }
  }
  return { shown, lostShown, lostSaved };
}
