import { email as emailInput } from '@samspel/domain/input';
import { newId } from '@samspel/platform/ids';
import { withActor } from '../command.ts';
import type { Db } from '../database.ts';
import { registerPerson } from './register-person.ts';

/** The operator's way to the first administrator: the person signs in by mail afterwards. */
export async function makeAdministrator(
  db: Db,
  wanted: { email: string; name?: string },
): Promise<'made' | 'existed'> {
  const email = emailInput().parse(wanted.email);
  await registerPerson(db, { id: newId(), email, name: wanted.name });
  return withActor(db, { kind: 'system' }, async (trx) => {
    const made = await trx
      .updateTable('person')
      .set({ isAdmin: true })
      .where('email', '=', email)
      .where('isAdmin', '=', false)
      .executeTakeFirst();
    return made.numUpdatedRows > 0n ? 'made' : 'existed';
  });
}
