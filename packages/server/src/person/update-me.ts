import { DomainError } from '@samspel/domain/errors';
import { name } from '@samspel/domain/input';
import type { PersonView } from '@samspel/domain/person/person-view';
import { z } from 'zod';
import { type Context, runCommand } from '../command.ts';
import { personView } from './person.queries.ts';

export const UpdateMe = z.strictObject({
  name: name(128).optional(),
  language: z.enum(['sv', 'en']).optional(),
});

/** A person changes their own name or language; that concerns no consortium, so nothing is announced. */
export function updateMe(context: Context, input: z.infer<typeof UpdateMe>): Promise<PersonView> {
  return runCommand(context, async ({ trx, actor }) => {
    if (actor.kind !== 'person') throw new DomainError('forbidden', 'sign_in');
    const person = await trx
      .selectFrom('person')
      .selectAll()
      .where('id', '=', actor.personId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const changed = {
      name: input.name ?? person.name,
      language: input.language ?? person.language,
    };
    await trx.updateTable('person').set(changed).where('id', '=', person.id).execute();
    return personView({ ...person, ...changed });
  });
}
