import { cleanName } from '@samspel/domain/input';
import { appendTyped, withActor } from '../command.ts';
import type { Db } from '../database.ts';

interface NewPerson {
  id: string;
  email: string;
  name?: string;
  language?: 'sv' | 'en';
}

/**
 * Whoever has proven an address for the first time becomes a person, under the id of their sign-in.
 * Runs again without effect, so that an interrupted first sign-in is made good at the next request.
 */
export function registerPerson(db: Db, person: NewPerson): Promise<{ registered: boolean }> {
  return withActor(db, { kind: 'system' }, async (trx) => {
    const email = person.email.toLowerCase();
    const inserted = await trx
      .insertInto('person')
      .values({
        id: person.id,
        email,
        name: cleanName(person.name ?? '') || nameFromAddress(email),
        language: person.language ?? 'sv',
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted) return { registered: false };
    await appendTyped(
      trx,
      { kind: 'system' },
      { kind: 'person', id: person.id },
      'person.registered',
      {
        personId: person.id,
      },
    );
    return { registered: true };
  });
}

// Something to call them until they say their name: `anna.berg@x.example` -> "Anna Berg".
function nameFromAddress(email: string): string {
  const words = email
    .slice(0, email.indexOf('@'))
    .split(/[._+-]+/)
    .filter(Boolean);
  const name = words.map((word) => word.slice(0, 1).toLocaleUpperCase('sv') + word.slice(1));
  return name.join(' ').slice(0, 100) || email;
}
