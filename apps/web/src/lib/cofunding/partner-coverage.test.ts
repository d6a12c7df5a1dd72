import { toMinor } from '@samspel/domain/money/money';
import { describe, expect, it } from 'vitest';
import { coverageSums } from './partner-coverage.ts';

const coverage = (own: bigint, confirmed: bigint, amounts: bigint[]) => ({
  own: toMinor(own),
  confirmed: toMinor(confirmed),
  missing: toMinor(own - confirmed),
  sources: amounts.map((amount, at) => ({
    ...{ sourceId: String(at), amount: toMinor(amount), confirmed: toMinor(0n), pledged: null },
  })),
});

describe('coverage of the whole project', () => {
  it('splits what is to co-fund into confirmed, hoped for and without a source', () => {
    const sums = coverageSums([coverage(100n, 60n, [60n, 20n]), coverage(50n, 0n, [])]);
    expect(sums).toEqual({ own: 150n, confirmed: 60n, hoped: 20n, missing: 70n });
    expect(sums.confirmed + sums.hoped + sums.missing).toBe(sums.own);
  });

  it('does not count more than the own part', () => {
    expect(coverageSums([coverage(100n, 100n, [150n])])).toEqual({
      ...{ own: 100n, confirmed: 100n, hoped: 0n, missing: 0n },
    });
  });
});
