import type { Actor } from '@samspel/domain/actor';
import type { Language, PersonView } from '@samspel/domain/person/person-view';
import type { Db, Trx } from '../database.ts';
import type { PersonTable } from './person.table.ts';

type PersonRow = Pick<PersonTable, 'id' | 'email' | 'name'> & { language: Language };

/** Everything the domain's can() asks about who acts; null for a person that does not exist. */
export async function findActor(db: Db | Trx, personId: string): Promise<Actor | null> {
  const person = await db
    .selectFrom('person')
    .select(['id', 'email', 'isAdmin'])
    .where('id', '=', personId)
    .executeTakeFirst();
  if (!person) return null;
  const calls = await callsOfOfficer(db, personId);
  return {
    kind: 'person',
    personId: person.id,
    email: person.email,
    isAdmin: person.isAdmin,
    officerOf: calls.map(({ id }) => id),
  };
}

/** Calls of the authorities that this person serves as an officer today. */
export function callsOfOfficer(db: Db | Trx, personId: string) {
  return db
    .selectFrom('call')
    .innerJoin('membership', 'membership.organisationId', 'call.authorityId')
    .where('membership.personId', '=', personId)
    .where('membership.role', '=', 'officer')
    .where('membership.toAt', 'is', null)
    .select(['call.id', 'call.code', 'call.definition'])
    .orderBy('call.closesAt')
    .execute();
}

export function findPersonById(db: Db | Trx, id: string) {
  return db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
}

/** `email` in lower case, as input.email() gives it. */
export function findPersonByEmail(db: Db | Trx, email: string) {
  return db.selectFrom('person').selectAll().where('email', '=', email).executeTakeFirst();
}

/** Names by person id; ids that are nobody's are absent. */
export async function namesOf(db: Db | Trx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Those who have an account, the newest first, and whether they serve an authority today. */
export async function listPeople(trx: Trx) {
  const people = await trx
    .selectFrom('person')
    .select((eb) => [
      ...(['id', 'email', 'name', 'isAdmin', 'createdAt'] as const),
      eb
        .exists(
          eb
            .selectFrom('membership')
            .select('membership.personId')
            .whereRef('membership.personId', '=', 'person.id')
            .where('membership.role', '=', 'officer')
            .where('membership.toAt', 'is', null),
        )
        .as('isOfficer'),
    ])
    .orderBy('createdAt', 'desc')
    .limit(500)
    .execute();
  return people.map((person) => ({
    ...person,
    isOfficer: Boolean(person.isOfficer),
    createdAt: person.createdAt.toISOString(),
  }));
}

export function organisationIdsOf(db: Db | Trx, personId: string) {
  return db
    .selectFrom('membership')
    .select('organisationId')
    .where('personId', '=', personId)
    .where('toAt', 'is', null)
    .execute();
}

export function personView({ id, email, name, language }: PersonRow): PersonView {
  return { id, email, name, initials: initialsOf(name), language };
}

/** At most two letters: of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s,]+/u).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  return chosen.map((word) => [...word][0]!.toLocaleUpperCase('sv')).join('') || '?';
}
