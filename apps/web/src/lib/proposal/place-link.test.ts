import { describe, expect, it } from 'vitest';
import { hashTarget, pageLink, placeIn, placeLink } from './place-link.ts';

const link = (place: Parameters<typeof placeLink>[2]) => placeLink('p', 'CALL 1', place);

describe('where a finding leads', () => {
  it('names the page, the part and the cell', () => {
    expect(link({ kind: 'section', key: 'need' })).toBe('/workspace/p/narrative/need');
    expect(link({ kind: 'budget', partnerId: 'a', lineId: 'l', column: 'quantity' })).toBe(
      '/workspace/p/budget/a#cell=l.quantity',
    );
    expect(link({ kind: 'budget', partnerId: 'a', column: 'otherOnStaff' })).toBe(
      '/workspace/p/budget/a#cell=flat-otherOnStaff.unitPriceMinor',
    );
    expect(link({ kind: 'cofunding', partnerId: 'a' })).toBe('/workspace/p/cofunding/a');
    expect(link({ kind: 'signoff', partnerId: 'a' })).toBe('/workspace/p/overview#signoff=a');
    expect(link({ kind: 'annex', annex: 'a/promise' })).toBe(
      '/workspace/p/annexes#annex=a%2Fpromise',
    );
    expect(link({ kind: 'call' })).toBe('/calls/CALL%201');
  });

  it('reads its own addresses back', () => {
    expect(placeIn(pageLink('p', 'narrative', 'need'))).toEqual({
      area: 'narrative',
      part: 'need',
    });
    expect(placeIn(pageLink('p', 'budget', 'å/b'))).toEqual({ area: 'budget', part: 'å/b' });
    expect(placeIn(pageLink('p', 'checks'))).toEqual({ area: 'checks' });
    expect(placeIn('/workspace/p')).toEqual({ area: 'overview' });
  });

  it('reads its own hashes back', () => {
    expect(hashTarget('#cell=l.quantity')).toEqual({ name: 'cell', value: 'l.quantity' });
    expect(hashTarget('#annex=a%2Fpromise')).toEqual({ name: 'annex', value: 'a/promise' });
    expect(hashTarget('#nothing')).toBeNull();
  });
});
