import type { Place } from '@samspel/domain/finding';

export type WorkspacePage =
  | 'overview'
  | 'partners'
  | 'narrative'
  | 'budget'
  | 'cofunding'
  | 'workplan'
  | 'annexes'
  | 'checks'
  | 'activity'
  | 'versions';

export function pageLink(proposalId: string, page: WorkspacePage, part?: string | null): string {
  const base = `/workspace/${proposalId}/${page}`;
  return part ? `${base}/${encodeURIComponent(part)}` : base;
}

/** Which page of a workspace an address names, and which part of it. */
export function placeIn(pathname: string): { area: string; part?: string } {
  const [, , , area = 'overview', part] = pathname.split('/');
  // List and timeline are two views of one document.
  if (!part || area === 'workplan') return { area };
  return { area, part: decodeURIComponent(part) };
}

/** Where a finding is mended. What stands behind the # is focused when the page opens. */
export function placeLink(proposalId: string, callCode: string, place: Place): string {
  switch (place.kind) {
    case 'call':
      return `/calls/${encodeURIComponent(callCode)}`;
    case 'proposal':
      return `${pageLink(proposalId, 'overview')}#field=${place.field ?? 'title'}`;
    case 'partners':
      return (
        pageLink(proposalId, 'partners') + (place.partnerId ? `#partner=${place.partnerId}` : '')
      );
    case 'section':
      return pageLink(proposalId, 'narrative', place.key);
    case 'totals':
      return pageLink(proposalId, 'budget', 'all');
    case 'budget': {
      const base = pageLink(proposalId, 'budget', place.partnerId);
      if (place.lineId) return `${base}#cell=${place.lineId}.${place.column ?? ''}`;
      if (place.column === 'model') return `${base}#field=model`;
      return place.column ? `${base}#cell=flat-${place.column}.unitPriceMinor` : base;
    }
    case 'cofunding': {
      const base = pageLink(proposalId, 'cofunding', place.partnerId);
      return place.sourceId ? `${base}#cell=${place.sourceId}.${place.column ?? ''}` : base;
    }
    case 'workplan': {
      const base = pageLink(proposalId, 'workplan');
      return place.itemId ? `${base}#cell=${place.itemId}.${place.column ?? ''}` : base;
    }
    case 'annex':
      return `${pageLink(proposalId, 'annexes')}#annex=${encodeURIComponent(place.annex)}`;
    case 'signoff':
      return `${pageLink(proposalId, 'overview')}#signoff=${place.partnerId}`;
  }
}

/** "#cell=abc.quantity" read as { name: 'cell', value: 'abc.quantity' }. */
export function hashTarget(hash: string): { name: string; value: string } | null {
  const found = /^#([a-z]+)=(.+)$/.exec(hash);
  return found ? { name: found[1] ?? '', value: decodeURIComponent(found[2] ?? '') } : null;
}
