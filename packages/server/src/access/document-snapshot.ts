import { personIdOf } from '@samspel/domain/actor';
import { findSnapshot, type StoredSnapshot } from '@samspel/sync/store/snapshots';
import { type Context, withActor } from '../command.ts';
import { absentError } from '../proposal/proposal.queries.ts';

/** What opens a long document quickly; null while it is short, or newer than the page. The hub has the rest. */
export function documentSnapshot(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { name, shape }: { name: string; shape: number },
): Promise<StoredSnapshot | null> {
  return withActor(db, actor, async (trx) => {
    const personId = personIdOf(actor);
    const found = personId ? await findSnapshot(trx, name, personId, shape) : 'absent';
    if (found === 'absent') throw absentError();
    return found === 'none' ? null : found;
  });
}
