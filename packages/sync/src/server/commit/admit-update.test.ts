import { describe, expect, test } from 'vitest';
import { scanUpdate } from '../../protocol/scan-update.ts';
import { collected, skipped, writtenUpdate } from '../../testing/written-updates.ts';
import { unboundClients } from './admit-update.ts';
import { ClientClocks } from './client-clocks.ts';

describe('clientIDs of a document', () => {
  test('are asked about once, however many ranges an update has of them', () => {
    const structs = [collected, skipped, collected, skipped, collected];
    const scan = scanUpdate(
      writtenUpdate([
        { client: 7, clock: 0, structs },
        { client: 8, clock: 0, structs },
      ]),
    );
    expect(scan.ranges).toHaveLength(6);
    const clocks = new ClientClocks();
    expect(unboundClients(scan, clocks)).toEqual([7, 8]);
    clocks.bind(8, 'anna');
    expect(unboundClients(scan, clocks)).toEqual([7]);
  });

  test('are counted for whom they belong to, also when they change hands', () => {
    const clocks = new ClientClocks();
    for (const client of [1, 2, 2]) clocks.bind(client, 'anna');
    clocks.commit(3, 5);
    expect([clocks.countOf('anna'), clocks.countOf('bert'), clocks.size]).toEqual([2, 0, 3]);
    clocks.bind(2, 'bert');
    expect([clocks.countOf('anna'), clocks.countOf('bert'), clocks.size]).toEqual([1, 1, 3]);
    clocks.expect(1, 9);
    clocks.expect(2, 9);
    clocks.forgetExpected('anna');
    expect([clocks.knownTo('anna', 1), clocks.knownTo('bert', 2)]).toEqual([0, 9]);
  });
});
