import { personIdOf } from '@samspel/domain/actor';
import type { VersionPiece, VersionView } from '@samspel/domain/proposal/version-view';
import { findMoments, type Moment } from '@samspel/sync/store/moments';
import { findPastUpdates } from '@samspel/sync/store/past-updates';
import { type Context, withActor } from '../command.ts';
import type { Trx } from '../database.ts';
import { namesOf } from '../person/person.queries.ts';
import type { ListVersions, ReadVersion } from '../proposal/inputs.ts';
import { absentError } from '../proposal/proposal.queries.ts';

type Asked = Pick<Context, 'db' | 'actor'>;

/** When a document was written in and by whom, the latest first: for whoever reads it today. */
export function listVersions(asked: Asked, { name, before }: ListVersions): Promise<VersionView[]> {
  return reading(asked, async (trx, personId) => {
    const moments = await findMoments(trx, name, personId, before === undefined ? {} : { before });
    return moments === 'absent' ? moments : named(trx, moments);
  });
}

/** A piece of what a document was made of after one of its changes. */
export function readVersion(asked: Asked, { name, ...place }: ReadVersion): Promise<VersionPiece> {
  return reading(asked, async (trx, personId) => {
    const piece = await findPastUpdates(trx, name, personId, place);
    if (piece === 'absent') return piece;
    const updates = piece.updates.map((update) => Buffer.from(update).toString('base64'));
    return { ...piece, updates };
  });
}

function reading<T>(
  { db, actor }: Asked,
  find: (trx: Trx, personId: string) => Promise<T | 'absent'>,
): Promise<T> {
  return withActor(db, actor, async (trx) => {
    const found = await find(trx, personIdOf(actor) ?? '');
    if (found === 'absent') throw absentError();
    return found;
  });
}

async function named(trx: Trx, moments: readonly Moment[]): Promise<VersionView[]> {
  const ids = moments.flatMap(({ actorIds }) => actorIds.filter((id) => id !== null));
  const names = await namesOf(trx, ids);
  return moments.map(({ from, to, begun, ended, actorIds }) => {
    const by = actorIds.flatMap((id) => names.get(id ?? '') ?? []);
    return {
      ...{ from, to, begun: begun.toISOString(), ended: ended.toISOString() },
      by: by.sort(),
      byOthers: by.length < actorIds.length,
    };
  });
}
