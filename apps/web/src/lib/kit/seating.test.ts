import { describe, expect, test } from 'vitest';
import { ownSeat, seatCount, seatingOf } from './seating.ts';

const people = Array.from({ length: 40 }, (_, index) => `0190a-${index * 7919}`);
const seatsOf = (ids: string[]) => ids.map((id) => seatingOf(ids).get(id));

describe('people who work together', () => {
  test('have a colour each, as long as there are enough', () => {
    for (let from = 0; from + seatCount <= people.length; from += 1) {
      expect(new Set(seatsOf(people.slice(from, from + seatCount))).size).toBe(seatCount);
    }
  });

  test('keep theirs when somebody joins', () => {
    for (let count = 1; count < people.length; count += 1) {
      const before = seatsOf(people.slice(0, count));
      expect(seatsOf(people.slice(0, count + 1)).slice(0, count)).toEqual(before);
    }
  });

  test('have what they have elsewhere, unless it is taken', () => {
    const [first = '', ...others] = people;
    const twin = others.find((id) => ownSeat(id) === ownSeat(first)) ?? '';
    const free = others.find((id) => ownSeat(id) === (ownSeat(first) + 4) % seatCount) ?? '';
    const seats = seatingOf([first, twin, free, first]);
    expect([seats.get(first), seats.get(free)]).toEqual([ownSeat(first), ownSeat(free)]);
    expect(seats.get(twin)).toBe((ownSeat(first) + 1) % seatCount);
  });

  test('share evenly when they are more than the colours', () => {
    const counts = Map.groupBy(seatsOf(people), (seat) => seat);
    expect([...counts.values()].map(({ length }) => length)).toEqual(
      Array.from({ length: seatCount }, () => people.length / seatCount),
    );
  });
});
