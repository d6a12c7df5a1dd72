import { personIdOf } from '@samspel/domain/actor';
import { issueTicket } from '@samspel/sync/store/tickets';
import { type Context, withActor } from '../command.ts';
import { findPersonById, initialsOf } from '../person/person.queries.ts';
import { absentError } from './proposal.queries.ts';

/** Colours of carets and cells; the screens have a palette of this many (`--p1` to `--p8`). */
const colours = 8;

/** A ticket for one socket, and whose it is; what it may open is asked for each document. */
export function socketTicket({
  db,
  actor,
}: Pick<Context, 'db' | 'actor'>): Promise<{ ticket: string; personId: string }> {
  return withActor(db, actor, async (trx) => {
    const personId = personIdOf(actor);
    const person = personId ? await findPersonById(trx, personId) : undefined;
    if (!person) throw absentError();
    const { id, name } = person;
    const ticket = await issueTicket(trx, {
      personId: id,
      name,
      initials: initialsOf(name),
      colour: `p${(Number.parseInt(id.slice(-4), 16) % colours) + 1}`,
    });
    return { ticket, personId: id };
  });
}
