import { createHash, randomBytes } from 'node:crypto';
import { type QueryExecutorProvider, sql } from 'kysely';
import { limits } from '../protocol/limits.ts';
import { announce } from './announce.ts';

export interface SocketPerson {
  personId: string;
  name: string;
  initials: string;
  colour: string;
}

export interface DocumentTokenOwner {
  personId: string;
  documentName: string;
  name: string;
}

/** Opens one socket of the native protocol, once, within `ticketMs`. */
export async function issueTicket(
  db: QueryExecutorProvider,
  person: SocketPerson,
): Promise<string> {
  const ticket = newSecret();
  await sql`delete from sync.ticket where expires_at < sync.now() - interval '1 hour'`.execute(db);
  await sql`
    insert into sync.ticket (hash, person_id, name, initials, colour, expires_at)
    values (${hashSecret(ticket)}, ${person.personId}, ${person.name}, ${person.initials},
      ${person.colour}, ${within(limits.ticketMs)})`.execute(db);
  return ticket;
}

/** Opens the y-websocket endpoint of one document for `tokenMs`, reconnects included. */
export async function issueDocumentToken(
  db: QueryExecutorProvider,
  { personId, documentName, name }: DocumentTokenOwner,
): Promise<string> {
  const token = newSecret();
  await sql`delete from sync.document_token where expires_at < sync.now() - interval '1 hour'`.execute(
    db,
  );
  await sql`
    insert into sync.document_token (hash, person_id, document_name, name, expires_at)
    values (${hashSecret(token)}, ${personId}, ${documentName}, ${name},
      ${within(limits.tokenMs)})`.execute(db);
  return token;
}

/** Sign-out everywhere, or an account that is blocked: tickets and tokens die, open sockets are closed. */
export async function disconnectPerson(db: QueryExecutorProvider, personId: string): Promise<void> {
  await sql`delete from sync.ticket where person_id = ${personId}`.execute(db);
  await sql`delete from sync.document_token where person_id = ${personId}`.execute(db);
  await announce(db, { person: personId });
}

const within = (ms: number) => sql`sync.now() + make_interval(secs => ${ms / 1000})`;
const newSecret = () => randomBytes(32).toString('base64url');

/** Only hashes are stored: a stolen table opens no door. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
