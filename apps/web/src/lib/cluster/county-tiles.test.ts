import { counties } from '@samspel/domain/consortium/regions';
import { expect, test } from 'vitest';
import { countyTiles } from './county-tiles.ts';

test('the map has each of the 21 counties once, each in a place of its own', () => {
  const named = (list: readonly { nuts3: string; letter: string }[]) =>
    list.map(({ nuts3, letter }) => `${nuts3} ${letter}`).sort();
  expect(named(countyTiles)).toEqual(named(counties));
  expect(new Set(countyTiles.map(({ column, row }) => `${column}/${row}`)).size).toBe(21);
});
