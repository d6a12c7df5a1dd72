import type { PledgeView } from '@samspel/domain/cofunding/cofunding-view';
import { standingStatuses } from '@samspel/domain/cofunding/decide-pledge';

export const stands = ({ status }: PledgeView): boolean =>
  (standingStatuses as readonly string[]).includes(status);

/** What decides over a source: the question or promise that stands, otherwise the latest no. */
export function pledgeOf(
  pledges: readonly PledgeView[],
  source: { partnerId: string; sourceId: string },
): PledgeView | undefined {
  const asked = pledges.filter(
    (one) =>
      one.partnerId === source.partnerId &&
      one.sourceId === source.sourceId &&
      one.status !== 'revoked',
  );
  return asked.find(stands) ?? asked.at(-1);
}

/** Questions and promises whose source is not in the table any more: restored there, or taken back. */
export function withoutSource(
  pledges: readonly PledgeView[],
  partnerId: string,
  sources: readonly { id: string }[],
): PledgeView[] {
  const there = new Set(sources.map(({ id }) => id));
  return pledges.filter(
    (one) => one.partnerId === partnerId && stands(one) && !there.has(one.sourceId),
  );
}
