import type { Language } from '@samspel/domain/person/person-view';
import type { Selectable } from 'kysely';
import { type Letter, writeLetter } from '../../letter.ts';
import { instantText } from '../../text/format.ts';
import type { ObligationTable } from '../notification.table.ts';
import type { ReminderFacts } from './reminder-facts.queries.ts';

type Obligation = Pick<Selectable<ObligationTable>, 'kind' | 'dueAt' | 'proposalId'>;
type Words = Pick<Letter, 'subject' | 'paragraphs'> & { label: string; page: string };

/** The mail of one reminder, in its reader's language. */
export function reminderLetter(
  language: Language,
  obligation: Obligation,
  facts: ReminderFacts,
  publicUrl: string,
) {
  const at = instantText(language, obligation.dueAt);
  const write = language === 'en' ? english : swedish;
  const { page, label, ...words } = write[obligation.kind](facts, at);
  return writeLetter({
    language,
    ...words,
    action: { label, link: `${publicUrl}/workspace/${obligation.proposalId}/${page}` },
    notes: [
      language === 'en'
        ? 'You get this mail because you take part in the application.'
        : 'Du får det här mejlet för att du deltar i ansökan.',
    ],
  });
}

type Writer = Record<Obligation['kind'], (facts: ReminderFacts, at: string) => Words>;

const swedish: Writer = {
  call_closing: ({ title, lies }, at) => ({
    subject: `Utlysningen stänger snart: ${title}`,
    paragraphs: [
      lies
        ? `Utlysningen för ansökan ”${title}” stänger ${at}. Ansökan är öppen för ändringar. Det som lämnades in tidigare (${lies}) gäller tills ni lämnar in igen.`
        : `Utlysningen för ansökan ”${title}” stänger ${at}. Ansökan är inte inlämnad än.`,
      'Under Kontroller ser du vad som återstår.',
    ],
    label: 'Öppna kontrollerna',
    page: 'checks',
  }),
  part_unsigned: ({ title, organisation }, at) => ({
    subject: `${organisation} har inte signerat sin del: ${title}`,
    paragraphs: [
      `Delen från ${organisation} i ansökan ”${title}” är inte signerad än. Utlysningen stänger ${at}, och ansökan kan lämnas in först när alla delar är signerade.`,
    ],
    label: 'Läs och signera delen',
    page: 'checks',
  }),
  invitation_unanswered: ({ title, organisation }, at) => ({
    subject: `Inget svar från ${organisation}: ${title}`,
    paragraphs: [
      `${organisation} har inte svarat på inbjudan till ”${title}”. Inbjudan går ut ${at}. Du kan skicka den igen eller ta tillbaka den.`,
    ],
    label: 'Öppna konsortiet',
    page: 'partners',
  }),
  pledge_unanswered: ({ title, organisation }, at) => ({
    subject: `Inget svar från ${organisation}: ${title}`,
    paragraphs: [
      `${organisation} har inte svarat på frågan om medfinansiering av ”${title}”. Länken går ut ${at}. Du kan skicka en ny eller dra tillbaka frågan.`,
    ],
    label: 'Öppna medfinansieringen',
    page: 'cofunding',
  }),
};

const english: Writer = {
  call_closing: ({ title, lies }, at) => ({
    subject: `The call closes soon: ${title}`,
    paragraphs: [
      lies
        ? `The call of the application “${title}” closes on ${at}. The application is open for changes. What was submitted before (${lies}) is valid until you submit again.`
        : `The call of the application “${title}” closes on ${at}. The application has not been submitted.`,
      'Checks shows what remains.',
    ],
    label: 'Open the checks',
    page: 'checks',
  }),
  part_unsigned: ({ title, organisation }, at) => ({
    subject: `${organisation} has not signed off its part: ${title}`,
    paragraphs: [
      `The part of ${organisation} in the application “${title}” has not been signed off. The call closes on ${at}, and the application can be submitted only when every part is signed off.`,
    ],
    label: 'Read and sign off the part',
    page: 'checks',
  }),
  invitation_unanswered: ({ title, organisation }, at) => ({
    subject: `No answer from ${organisation}: ${title}`,
    paragraphs: [
      `${organisation} has not answered the invitation to “${title}”. The invitation runs out on ${at}. You can send it again or withdraw it.`,
    ],
    label: 'Open the consortium',
    page: 'partners',
  }),
  pledge_unanswered: ({ title, organisation }, at) => ({
    subject: `No answer from ${organisation}: ${title}`,
    paragraphs: [
      `${organisation} has not answered the question about co-funding “${title}”. The link runs out on ${at}. You can send a new one or take the question back.`,
    ],
    label: 'Open the co-funding',
    page: 'cofunding',
  }),
};
