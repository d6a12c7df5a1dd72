import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { newId } from '../ids.ts';

export interface NewMail {
  /** Names the effect, e.g. `receipt/<submission>/<person>`: a second mail with this key is not written. */
  effectKey: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Files of the file store. */
  attachments?: readonly { filename: string; mediaType: string; sha256: string }[];
}

/**
 * Writes a mail into the ledger, in the transaction whose effect it is; the worker delivers it.
 * Resolves to false when the ledger already had it.
 */
export async function queueMail<DB>(trx: Transaction<DB>, mail: NewMail): Promise<boolean> {
  // Whichever key of it meets first: two writers at the same instant may meet at the message id.
  const { rows } = await sql`
    insert into samspel.mail (id, effect_key, message_id, recipient, subject, text_body, html_body, attachments)
    values (${newId()}, ${mail.effectKey}, ${messageIdOf(mail.effectKey)}, ${oneLine(mail.to)},
      ${oneLine(mail.subject)}, ${mail.text}, ${mail.html}, ${JSON.stringify(mail.attachments ?? [])}::jsonb)
    on conflict do nothing
    returning id
  `.execute(trx);
  return rows.length === 1;
}

/** Follows from the effect key alone, so a mail handed over twice is one mail to its reader's program. */
export function messageIdOf(effectKey: string): string {
  return `<${createHash('sha256').update(effectKey).digest('hex').slice(0, 40)}@samspel>`;
}

// Blocks header injection: a line break in an address or subject would begin a new header.
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
