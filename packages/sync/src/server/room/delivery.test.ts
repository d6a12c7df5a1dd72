import { setTimeout as wait } from 'node:timers/promises';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { type Limits, limits } from '../../protocol/limits.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { type SeededRandom, seededRandom } from '../../testing/seeded-random.ts';
import { silentLog } from '../hub-log.ts';
import { silentMeter } from '../hub-meter.ts';
import { Delivery } from './delivery.ts';
import { anyKind, type LogEntry, Room } from './room.ts';
import { Seat, type SeatVoice } from './seat.ts';

const seed = Number(process.env.SAMSPEL_SEED ?? Date.now() % 1_000_000);

/** An update that carries its own number. */
function update(seq: number): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, seq);
  return encoding.toUint8Array(out);
}
const entry = (seq: number): LogEntry => ({ seq, data: update(seq), seat: null });
const numberOf = (data: Uint8Array) => decoding.readVarUint(decoding.createDecoder(data));

const open = { closed: false, looked: Promise.resolve() };

function stage(
  patienceMs: number,
  log: { head: number },
  { fence = open, ...changed }: { fence?: typeof open } & Partial<Limits> = {},
) {
  const found = { id: 1, name: 'd', kind: 'k', incarnation: 'i', head: 0, bytes: 0, epoch: 1 };
  const rest = { shape: 1, snapSeq: 0, frozen: null, mode: 'write' } as const;
  const room = new Room(1, { ...found, ...rest }, anyKind);
  let readings = 0;
  const query = async ({ values }: { values: [number, number] }) => {
    readings += 1;
    await wait(1);
    const seqs = Array.from({ length: log.head - values[1] }, (_, i) => values[1] + 1 + i);
    const updates = seqs.map(update);
    const lengths = updates.map((each) => each.length);
    const to = seqs.at(-1) ?? null;
    const counts = lengths.map(() => 1);
    const data = to && Buffer.concat(updates);
    return { rows: [{ to, counts, lengths, data, parts: null }] };
  };
  const heard: number[] = [];
  const hear = (from: number, to: number, updates: readonly Uint8Array[]) => {
    expect(from).toBe(heard.at(-1) ?? 0);
    heard.push(...updates.map(numberOf));
    expect(heard.at(-1)).toBe(to);
  };
  const voice = {
    updates: hear,
    committed: (from: number, to: number, entries: readonly LogEntry[]) =>
      hear(
        from,
        to,
        entries.map(({ data }) => data),
      ),
  } as unknown as SeatVoice;
  const person = { id: 'p', name: '', initials: '', colour: '', anonymous: false };
  const rights = { granted: 'read', understood: 1, epoch: 1, since: 0, snapSeq: 0 } as const;
  const seat = new Seat(room, person, voice, rights);
  seat.live = true;
  room.seats.add(seat);
  const reads = { query } as unknown as SqlPool;
  const delivery = new Delivery({
    ...{ reads, limits: { ...limits, ...changed }, log: silentLog, meter: silentMeter },
    patienceMs: () => patienceMs,
    fenced: () => fence.closed,
    beSure: () => fence.looked,
  });
  return { room, delivery, heard, readings: () => readings };
}

/** What a bad line makes of messages: some lost, some twice, some late. */
function mangle(messages: LogEntry[][], random: SeededRandom): LogEntry[][] {
  const late: { at: number; message: LogEntry[] }[] = [];
  for (const [i, message] of messages.entries()) {
    if (random.chance(0.1)) continue;
    late.push({ at: i + (random.chance(0.3) ? random.int(6) : 0), message });
    if (random.chance(0.2)) late.push({ at: i + random.int(10), message });
  }
  return late.sort((a, b) => a.at - b.at).map(({ message }) => message);
}

const numbers = (to: number) => Array.from({ length: to }, (_, i) => i + 1);

describe(`what hubs tell each other (seed ${seed}; SAMSPEL_SEED repeats it)`, () => {
  test('lost, doubled and late messages reach readers once and in order', async () => {
    const random = seededRandom(seed);
    for (let round = 0; round < 20; round++) {
      const log = { head: 0 };
      const { room, delivery, heard } = stage(random.pick([0, 2]), log);
      const messages: LogEntry[][] = [];
      for (let seq = 1; seq < 300; ) {
        const length = 1 + random.int(4);
        messages.push(Array.from({ length }, (_, i) => entry(seq + i)));
        seq += length;
      }
      const head = messages.at(-1)!.at(-1)!.seq;
      for (const message of mangle(messages, random)) {
        log.head = Math.max(log.head, message.at(-1)!.seq);
        delivery.arrived(room, message);
        if (random.chance(0.1)) await wait(random.int(4));
      }
      log.head = head;
      // As the look once a second does.
      delivery.expect(room, head);
      while (room.delivered < head) await wait(2);
      expect(heard, `round ${round}`).toEqual(numbers(head));
      expect(room.ahead.size).toBe(0);
    }
  });

  test('control: passed on as they come, they would not', async () => {
    const random = seededRandom(seed);
    const { room, delivery, heard } = stage(0, { head: 0 });
    const messages = numbers(100).map((seq) => [entry(seq)]);
    for (const message of mangle(messages, random)) {
      room.delivered = message[0]!.seq - 1;
      delivery.arrived(room, message);
    }
    expect(heard).not.toEqual(numbers(100));
  });

  test('what another hub is about to send is waited for; what does not come is read', async () => {
    const log = { head: 4 };
    const { room, delivery, heard, readings } = stage(30, log);
    delivery.arrived(room, [entry(2)]);
    delivery.arrived(room, [entry(1)]);
    expect(heard).toEqual([1, 2]);
    delivery.arrived(room, [entry(4)]);
    expect(heard).toEqual([1, 2]);
    while (room.delivered < 4) await wait(2);
    expect(heard).toEqual([1, 2, 3, 4]);
    expect(readings()).toBe(1);
  });

  test('numbers that no log has are not waited for twice', async () => {
    const { room, delivery, heard, readings } = stage(0, { head: 2 });
    delivery.arrived(room, [entry(500)]);
    delivery.expect(room, 700);
    while (room.delivered < 2) await wait(2);
    await wait(20);
    expect(heard).toEqual([1, 2]);
    expect(room.ahead.size).toBe(0);
    expect(readings()).toBeLessThan(4);
  });

  test('behind the fence only what was committed here goes on, and nothing is read before a look', async () => {
    const look = Promise.withResolvers<void>();
    const fence = { closed: false, looked: look.promise };
    const { room, delivery, heard, readings } = stage(30, { head: 3 }, { fence });
    delivery.arrived(room, [entry(2), entry(3)]);
    fence.closed = true;
    const here = {} as Seat;
    delivery.arrived(room, [{ ...entry(1), seat: here }]);
    expect(heard).toEqual([1]);
    const pulled = delivery.pull(room);
    await wait(60);
    expect([heard, readings()]).toEqual([[1], 0]);
    fence.closed = false;
    look.resolve();
    await pulled;
    expect([heard, readings()]).toEqual([[1, 2, 3], 1]);
  });

  test('aheadAtMost: of what waits behind a gap only so much is kept', async () => {
    const log = { head: 2000 };
    const { room, delivery, heard } = stage(20, log, { aheadAtMost: 40 });
    let most = 0;
    for (let seq = 3; seq <= 2000; seq++) {
      delivery.arrived(room, [entry(seq)]);
      most = Math.max(most, room.ahead.size);
    }
    expect(most).toBe(40);
    while (room.delivered < 2000) await wait(2);
    expect(heard).toEqual(numbers(2000));
  });
});
