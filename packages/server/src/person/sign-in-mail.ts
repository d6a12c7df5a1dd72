import type { Language } from '@samspel/domain/person/person-view';
import { newId } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import { sql } from 'kysely';
import { withActor } from '../command.ts';
import type { Db } from '../database.ts';
import { writeLetter } from '../letter.ts';

const LINKS_PER_HOUR = 6;

/**
 * Writes the mail with the sign-in link. Above a few per hour and address it is left out in silence:
 * blocks filling somebody's mailbox, and the asker's answer stays the same for every address.
 */
export function queueSignInMail(db: Db, mail: { email: string; link: string }): Promise<boolean> {
  const { email, link } = mail;
  return withActor(db, { kind: 'system' }, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('sign-in ' || ${email}, 0))`.execute(
      trx,
    );
    const { rows } = await sql<{ recent: number }>`
      select count(*)::int as recent from samspel.mail
      where recipient = ${email} and effect_key like 'sign-in/%'
        and created_at > samspel.now() - interval '1 hour'`.execute(trx);
    if (rows[0]!.recent >= LINKS_PER_HOUR) return false;
    const person = await trx
      .selectFrom('person')
      .select('language')
      .where('email', '=', email)
      .executeTakeFirst();
    const letter = signInLetter(person?.language ?? 'sv', link);
    return queueMail(trx, { effectKey: `sign-in/${newId()}`, to: email, ...letter });
  });
}

function signInLetter(language: Language, link: string) {
  if (language === 'en') {
    return writeLetter({
      language,
      subject: 'Your sign-in link to Samspel',
      paragraphs: ['Hello,', 'With this link you sign in to Samspel.'],
      action: { label: 'Sign in', link },
      notes: [
        'The link works once and for 15 minutes. If you did not ask for it, you can ignore this mail.',
      ],
    });
  }
  return writeLetter({
    language,
    subject: 'Din inloggningslänk till Samspel',
    paragraphs: ['Hej,', 'Med den här länken loggar du in i Samspel.'],
    action: { label: 'Logga in', link },
    notes: [
      'Länken fungerar en gång och i 15 minuter. Har du inte bett om den kan du bortse från det här mejlet.',
    ],
  });
}
