import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { DatabaseGate } from '../database-gate.ts';
import { silentLog } from '../hub-log.ts';
import { silentMeter } from '../hub-meter.ts';
import { Delivery } from '../room/delivery.ts';
import { Room } from '../room/room.ts';
import { type Refusal, Seat, type SeatVoice } from '../room/seat.ts';
import { Committer } from './committer.ts';

type Row = { id: number; head: number | null; at: number };

function stage(answers: (() => Promise<Row[]>)[], { hubs = 1, ...changed } = {}) {
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
    id: 1,
    name: 'd',
    kind: 'k',
    incarnation: 'i',
    head: 0,
    bytes: 0,
    snapSeq: 0,
    epoch: 1,
  };
  const room = new Room(1, { ...found, frozen: null, mode: 'write' }, null);
  const voice = { acknowledge() {}, updates() {}, committed() {} } as unknown as SeatVoice;
  voice.refuse = (_message, refusal) => void refusals.push(refusal);
  const person = { id: 'p', name: '', initials: '', colour: '', anonymous: false };
  const seat = new Seat(room, person, voice, { access: 'write', epoch: 1, since: 0, snapSeq: 0 });
  room.seats.add(seat);
  const committer = new Committer({
    commits,
    limits: { ...limits, ...changed },
    gate: new DatabaseGate(silentLog, () => {}),
    delivery: new Delivery({ reads, log: silentLog, meter: silentMeter, patienceMs: () => 0 }),
    log: silentLog,
    meter: silentMeter,
    refreshRights: async () => {},
    now: () => 0,
    hubs: () => hubs,
    wrote: () => {},
    released: () => {},
  });
  const write = () => {
    seat.received(1);
    committer.enqueue(room, { seat, message: 1, data: new Uint8Array([0, 0]), ends: [] });
  };
  // What the hub learns of a freeze while the statement is on its way.
  const freeze = () => {
    room.epoch = 2;
    room.frozen = 'submitting';
  };
  return { asked, refusals, room, seat, committer, write, freeze };
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
      here.seat.access = 'read';
      throw Object.assign(new Error('gone'), { code: '57P01' });
    },
  ]);
  here.write();
  await here.committer.drained();
  expect(here.asked).toEqual([1]);
  expect(here.refusals).toMatchObject([{ code: 'revoked' }]);
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
])('commitIntervalAtMostMs: of %i hubs each commits every %i ms', async (hubs, expected) => {
  const times: number[] = [];
  let head = 0;
  const answer = async () => {
    times.push(performance.now());
    head += 1;
    return [{ id: 1, head, at: 0 }];
  };
  const intervals = { commitIntervalMs: 30, commitIntervalAtMostMs: 90 };
  const { write, committer } = stage([answer, answer, answer], { hubs, ...intervals });
  for (let i = 0; i < 3; i++) {
    write();
    await committer.drained();
  }
  const apart = times.slice(1).map((time, i) => time - times[i]!);
  for (const each of apart) {
    expect(each).toBeGreaterThan(expected - 5);
    expect(each).toBeLessThan(expected + 60);
  }
});
