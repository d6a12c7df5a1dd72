import { withActor } from '../command.ts';
import type { Db } from '../database.ts';

/** Nobody has ever been here: no person and no proposal. The directory and the calls do not count. */
export function isEmptyInstallation(db: Db): Promise<boolean> {
  return withActor(db, { kind: 'system' }, async (trx) => {
    const person = await trx.selectFrom('person').select('id').limit(1).executeTakeFirst();
    const proposal = await trx.selectFrom('proposal').select('id').limit(1).executeTakeFirst();
    return !person && !proposal;
  });
}
