import type { Actor } from '@samspel/domain/actor';
import type { Db } from '../database.ts';
import type { Auth } from './auth.ts';
import { findActor } from './person.queries.ts';
import { registerPerson } from './register-person.ts';

export interface Identity {
  actor: Actor;
  /** When the session was prolonged, its cookie is too. */
  setCookies: string[];
}

const nobody: Identity = { actor: { kind: 'anonymous' }, setCookies: [] };

/** Who sent these headers, by the database's word of this moment. */
export async function identify(auth: Auth, db: Db, headers: Headers): Promise<Identity> {
  if (!headers.has('cookie')) return nobody;
  const { response, headers: answer } = await auth.api.getSession({ headers, returnHeaders: true });
  // An address that nobody has proven yet opens no invitation.
  if (!response?.user.emailVerified) return nobody;
  const { id, email, name } = response.user;
  let actor = await findActor(db, id);
  if (!actor) {
    // A first sign-in that was cut short between its two schemas is made good here.
    await registerPerson(db, { id, email, name });
    actor = await findActor(db, id);
  }
  return { actor: actor ?? nobody.actor, setCookies: answer.getSetCookie() };
}

/** Whether the session behind these headers still holds; prolongs nothing. */
export async function stillSignedIn(auth: Auth, headers: Headers): Promise<boolean> {
  return (await auth.api.getSession({ headers, query: { disableRefresh: true } })) !== null;
}
