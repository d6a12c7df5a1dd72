import { expect, test } from 'vitest';
import { countLost } from './crash.ts';

const document = (room: string, clocks: [number, number][]) => ({
  room,
  clocks,
  receivedMs: 0,
  readableMs: 0,
  bytes: 0,
  characters: 0,
});
const author = (client: number, shown: number, saved: number) => ({
  client,
  written: 100,
  shown,
  saved,
});

test('what was shown or called saved and is not there is lost; what nobody was told of is not', () => {
  const told = [
    { name: 'a', people: [author(1, 50, 40), author(2, 30, 35)] },
    { name: 'b', people: [author(1001, 10, 0)] },
  ];
  const found = [
    document('a', [
      [1, 45],
      [2, 36],
    ]),
    document('b', []),
  ];
  expect(countLost(told, found)).toEqual({ shown: 90, lostShown: 15, lostSaved: 0 });
});

test('a server that called more saved than it has is found out', () => {
  const told = [{ name: 'a', people: [author(1, 50, 60)] }];
  expect(countLost(told, [document('a', [[1, 55]])])).toEqual({
    shown: 50,
    lostShown: 0,
    lostSaved: 5,
  });
});
