import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Limits, limits } from '../../protocol/limits.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { DatabaseGate } from '../database-gate.ts';
import { silentLog } from '../hub-log.ts';
import { silentMeter } from '../hub-meter.ts';
import { Delivery } from '../room/delivery.ts';
import { anyKind, Room } from '../room/room.ts';
import { type Refusal, Seat, type SeatVoice } from '../room/seat.ts';
import { Committer } from './committer.ts';

type Row = { id: number; head: number | null; at: number };

function stage(
  answers: (() => Promise<Row[]>)[],
  { hubs = 1, ...changed }: { hubs?: number } & Partial<Limits> = {},
) {
  const asked: number[] = [];
  const refusals: Refusal[] = [];
  const query = async ({ values }: { values: unknown[] }) => {
    asked.push(Number((values[1] as string).slice(1, -1)));
    const answer = answers[asked.length - 1];
    return { rows: answer ? await answer() : [{ id: 1, head: 1, at: 0 }] };
  };
  const commits = { query } as unknown as SqlPool;
  const reads = { query: async () => ({ rows: [] }) } as unknown as SqlPool;
  const found = {
    name: 'd',
    kind: 'k',
    incarnation: 'i',
    head: 0,
    bytes: 0,
    snapSeq: 0,
    epoch: 1,
    shape: 1,
  };
  const voice = { acknowledge() {}, updates() {}, committed() {} } as unknown as SeatVoice;
  voice.refuse = (_message, refusal) => void refusals.push(refusal);
  const person = { id: 'p', name: '', initials: '', colour: '', anonymous: false };
  const rights = { granted: 'write', understood: 1, epoch: 1, since: 0, snapSeq: 0 } as const;
  const place = (id: number) => {
    const room = new Room(id, { ...found, id, frozen: null, mode: 'write' }, anyKind);
    const seat = new Seat(room, person, voice, rights);
    room.seats.add(seat);
    return { room, seat };
  };
  const { room, seat } = place(1);
  const newerPage = new Seat(room, person, voice, { ...rights, understood: 2 });
  const committer = new Committer({
    commits,
    limits: { ...limits, ...changed },
    gate: new DatabaseGate(silentLog, () => {}),
    delivery: new Delivery({
      ...{ reads, limits, log: silentLog, meter: silentMeter },
      patienceMs: () => 0,
      fenced: () => false,
      beSure: async () => {},
    }),
    log: silentLog,
    meter: silentMeter,
    refreshRights: async () => {},
    now: () => 0,
    hubs: () => hubs,
    wrote: () => {},
    released: () => {},
  });
  const write = (at = { room, seat }) => {
    at.seat.received(1);
    const data = new Uint8Array([0, 0]);
    committer.enqueue(at.room, { seat: at.seat, message: 1, data, ends: [] });
  };
  // What the hub learns of a freeze while the statement is on its way.
  const freeze = () => {
    room.epoch = 2;
    room.frozen = 'submitting';
  };
  return { asked, refusals, room, seat, newerPage, place, committer, write, freeze };
}

test('an update skipped because a command held the document is not committed after its freeze', async () => {
  const here = stage([
    async () => {
      here.freeze();
      return [];
    },
  ]);
  here.write();
  await here.committer.drained();
  await wait(60);
  expect(here.asked).toEqual([1]);
  expect(here.refusals).toMatchObject([{ code: 'frozen', reason: 'submitting' }]);
});

test('an update whose connection broke is not committed after the right to write ended', async () => {
  const here = stage([
    async () => {
      here.room.epoch = 2;
      here.seat.granted = 'read';
      throw Object.assign(new Error('gone'), { code: '57P01' });
    },
  ]);
  here.write();
  await here.committer.drained();
  expect(here.asked).toEqual([1]);
  expect(here.refusals).toMatchObject([{ code: 'revoked' }]);
});

test('an update of an older page is not committed after the shape was raised; a newer one asks anew', async () => {
  const here = stage([
    async () => {
      Object.assign(here.room, { epoch: 2, shape: 2 });
      throw Object.assign(new Error('gone'), { code: '57P01' });
    },
  ]);
  here.write();
  here.write({ room: here.room, seat: here.newerPage });
  await here.committer.drained();
  expect(here.asked).toEqual([1]);
  expect(here.refusals).toMatchObject([{ code: 'outdated' }, { code: 'busy' }]);
});

test('an update skipped because a command held the document is committed afterwards', async () => {
  const here = stage([async () => []]);
  here.write();
  await wait(60);
  await here.committer.drained();
  expect(here.asked).toEqual([1, 1]);
  expect(here.refusals).toEqual([]);
});

test.each([
  [1, 30],
  [2, 60],
  [50, 90],
])(
  'commitIntervalMs and commitIntervalAtMostMs: of %i hubs each commits every %i ms',
  async (hubs, expected) => {
    const times: number[] = [];
    let head = 0;
    const answer = async () => {
      times.push(performance.now());
      head += 1;
      return [{ id: 1, head, at: 0 }];
    };
    const intervals = { commitIntervalMs: 30, commitIntervalAtMostMs: 90 };
    const { write, committer } = stage(Array(5).fill(answer), { hubs, ...intervals });
    for (let i = 0; i < 5; i++) {
      write();
      await committer.drained();
    }
    const apart = times.slice(1).map((time, i) => time - times[i]!);
    expect(Math.min(...apart)).toBeGreaterThan(expected - 5);
    // A busy machine makes one late, not all.
    expect(Math.min(...apart)).toBeLessThan(expected + 60);
  },
);

test('parallelCommits: no more statements are on their way at once', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const ids = [1, 2, 3, 4, 5];
  const answer = async () => {
    await held;
    return ids.map((id) => ({ id, head: 1, at: 0 }));
  };
  const here = stage(
    ids.map(() => answer),
    { parallelCommits: 2 },
  );
  for (const id of ids) {
    here.write(here.place(id));
    await wait(50);
  }
  expect(here.asked).toHaveLength(2);
  letGo();
  await here.committer.drained();
  expect(here.asked.length).toBeGreaterThan(2);
});
