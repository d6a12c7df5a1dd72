import type { PledgeState } from '../proposal/application.ts';
import type { PledgeView } from './cofunding-view.ts';
import { isMade, standingStatuses } from './decide-pledge.ts';
import type { PledgeSeal } from './pledge-statement.ts';

type Asked = Pick<
  PledgeView,
  'partnerId' | 'sourceId' | 'requestedMinor' | 'pledgedMinor' | 'status'
> & { seal?: PledgeSeal | undefined };

/**
 * PL8: what the rules see of the co-funders' answers, given in the order they were asked. A question that
 * was taken back was never asked. A no makes the source an idea again, whatever its partner wrote, until
 * somebody else is asked or the partner puts the answer aside.
 */
export function pledgeStates(asked: readonly Asked[]): PledgeState[] {
  const latest = new Map<string, Asked>();
  for (const pledge of asked) {
    if (pledge.status === 'revoked') continue;
    const key = `${pledge.partnerId}/${pledge.sourceId}`;
    const before = latest.get(key);
    if (!before || stands(pledge) || !stands(before)) latest.set(key, pledge);
  }
  return [...latest.values()].map((pledge) => ({
    partnerId: pledge.partnerId,
    sourceId: pledge.sourceId,
    amountMinor: pledge.pledgedMinor ?? pledge.requestedMinor,
    status: stands(pledge) ? pledge.status : 'idea',
    ...(pledge.seal && isMade(pledge.status) && { signature: pledge.seal }),
  }));
}

type Standing = (typeof standingStatuses)[number];

function stands<P extends Asked>(pledge: P): pledge is P & { status: Standing } {
  return (standingStatuses as readonly string[]).includes(pledge.status);
}
