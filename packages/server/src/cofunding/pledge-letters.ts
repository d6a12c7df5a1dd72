import type { PledgeDeed } from '@samspel/domain/cofunding/cofunding-view';
import type { Trx } from '../database.ts';
import { writeLetter } from '../letter.ts';
import { amountText, instantText } from '../text/format.ts';
import { offerOf } from './pledging/pledge-offer.queries.ts';
import type { PledgeRow } from './store-entry.ts';

// In both languages, Swedish first: nothing is known of the co-funder but its address.
const inEnglish = (text: string) => `In English: ${text}`;

export async function requestLetter(
  trx: Trx,
  pledge: PledgeRow,
  { link, reminder = false }: { link: string; reminder?: boolean },
) {
  const offer = await offerOf(trx, pledge);
  const { partnerName, proposalTitle, leadName, funderName, requestedByName } = offer;
  const sv = amountText('sv', BigInt(offer.requestedMinor), offer.currency);
  const en = amountText('en', BigInt(offer.requestedMinor), offer.currency);
  const until = new Date(offer.expiresAt);
  return writeLetter({
    language: 'sv',
    subject: `${reminder ? 'Påminnelse' : 'Förfrågan'} om medfinansiering: ${proposalTitle}`,
    paragraphs: [
      `Till ${funderName}`,
      `${requestedByName} på ${partnerName} ber er bekräfta medfinansiering på ${sv} till projektet ”${proposalTitle}”, som ${leadName} samordnar. Bakom länken ser ni vad projektet handlar om, vilka som deltar och vad som gäller. Där kan ni bekräfta, ändra beloppet eller tacka nej, signera och lämna ett intyg. Ni behöver inget konto.`,
      inEnglish(
        `${requestedByName} of ${partnerName} asks you to confirm co-funding of ${en} for the project “${proposalTitle}”, coordinated by ${leadName}. Behind the link you see what the project is about and who takes part; there you can confirm, change the amount or decline, sign and hand in a certificate. You need no account.`,
      ),
    ],
    action: { label: 'Läs och svara', link },
    notes: [
      `Länken gäller till ${instantText('sv', until)} och är bara till för er. Första gången den öppnas på en dator eller telefon får ni en kod till den här adressen; utan koden ser ingen annan något.`,
      inEnglish(
        `the link is valid until ${instantText('en', until)} and for you alone. The first time it is opened on a computer or telephone, a code is sent to this address; without it nobody else sees anything.`,
      ),
    ],
  });
}

/** Says nothing of what is asked: it may be read over a shoulder. */
export function codeLetter(funderName: string, code: string) {
  return writeLetter({
    language: 'sv',
    subject: `Kod: ${code}`,
    paragraphs: [
      `Koden är ${code}. Skriv den på sidan där ni öppnade förfrågan till ${funderName}. Den gäller i 15 minuter.`,
      inEnglish(
        `the code is ${code}. Enter it on the page on which you opened the question to ${funderName}. It is valid for 15 minutes.`,
      ),
    ],
    notes: [
      'Har ni inte bett om den, har någon annan öppnat er länk. Lämna inte ut koden. / If you did not ask for it, somebody else has opened your link. Do not pass the code on.',
    ],
  });
}

type Told = Extract<
  PledgeDeed,
  | 'pledged'
  | 'changed'
  | 'declined'
  | 'withdrawn'
  | 'withdrawal_requested'
  | 'certificate_infected'
  | 'revoked'
>;

/** The co-funder's own record of what it answered, or of what became of it. */
export async function deedLetter(trx: Trx, pledge: PledgeRow, what: Told, byName: string) {
  const { proposalTitle, partnerName, currency } = await offerOf(trx, pledge);
  const amount = pledge.pledgedMinor ?? 0n;
  const [title, sv, en] = deedTexts[what]({
    who: byName,
    partner: partnerName,
    project: proposalTitle,
    sv: amountText('sv', amount, currency),
    en: amountText('en', amount, currency),
  });
  const open = what !== 'revoked' && what !== 'withdrawal_requested';
  return writeLetter({
    language: 'sv',
    subject: `${title}: ${proposalTitle}`,
    paragraphs: [sv, inEnglish(en)],
    notes: open
      ? [
          'Med länken i förfrågan kan ni ändra ert svar tills ansökan är inlämnad. / With the link in the question you can change your answer until the application is submitted.',
        ]
      : [],
  });
}

interface Words {
  who: string;
  partner: string;
  project: string;
  sv: string;
  en: string;
}

const deedTexts: Record<Told, (words: Words) => readonly [string, string, string]> = {
  pledged: ({ who, partner, project, sv, en }) => [
    'Ni har bekräftat medfinansiering',
    `${who} har bekräftat medfinansiering på ${sv} till ${partner} i projektet ”${project}”.`,
    `${who} has confirmed co-funding of ${en} to ${partner} in the project “${project}”.`,
  ],
  changed: ({ who, partner, project, sv, en }) => [
    'Ni har ändrat medfinansieringen',
    `${who} har ändrat medfinansieringen till ${partner} i projektet ”${project}”. Den är nu ${sv} och behöver signeras på nytt.`,
    `${who} has changed the co-funding to ${partner} in the project “${project}”. It is now ${en} and needs to be signed anew.`,
  ],
  declined: ({ who, partner, project }) => [
    'Ni har tackat nej',
    `${who} har tackat nej till att medfinansiera ${partner} i projektet ”${project}”.`,
    `${who} has declined to co-fund ${partner} in the project “${project}”.`,
  ],
  withdrawn: ({ who, partner, project }) => [
    'Ni har dragit tillbaka medfinansieringen',
    `${who} har dragit tillbaka medfinansieringen till ${partner} i projektet ”${project}”.`,
    `${who} has withdrawn the co-funding to ${partner} in the project “${project}”.`,
  ],
  withdrawal_requested: ({ who, partner, project, sv, en }) => [
    'Ni har bett att få dra tillbaka medfinansieringen',
    `${who} har bett ${partner} att få dra tillbaka medfinansieringen på ${sv} i projektet ”${project}”. Den gäller tills annat är överenskommet.`,
    `${who} has asked ${partner} to be let off the co-funding of ${en} in the project “${project}”. It stands until something else is agreed.`,
  ],
  certificate_infected: ({ partner, project }) => [
    'Ert intyg är smittat av ett virus',
    `Intyget på er medfinansiering till ${partner} i projektet ”${project}” är smittat av ett virus och lämnas inte ut. Er utfästelse står kvar. Lämna in ett annat intyg med länken i förfrågan.`,
    `The certificate of your co-funding to ${partner} in the project “${project}” is infected with a virus and is not handed out. Your pledge stands. Hand in another certificate with the link in the question.`,
  ],
  revoked: ({ partner, project }) => [
    'Frågan om medfinansiering är tillbakadragen',
    `${partner} ber inte längre om medfinansiering till projektet ”${project}”. Länken gäller inte, och ett åtagande som ni har gjort gäller inte heller. Ni behöver inte göra något.`,
    `${partner} no longer asks for co-funding of the project “${project}”. The link has ended, and so has any commitment that you made. You need not do anything.`,
  ],
};

interface Signed {
  name: string;
  function: string;
  statement: string;
  contentHash: string;
  at: Date;
}

/** What was signed, whole: whoever keeps this mail can prove it without us. */
export async function signedLetter(trx: Trx, pledge: PledgeRow, signed: Signed) {
  const { proposalTitle } = await offerOf(trx, pledge);
  const by = `${signed.name}, ${signed.function}`;
  return writeLetter({
    language: 'sv',
    subject: `Ni har signerat er medfinansiering: ${proposalTitle}`,
    paragraphs: [
      `${by} har signerat detta ${instantText('sv', signed.at)}:`,
      signed.statement,
      inEnglish(`${by} signed this on ${instantText('en', signed.at)}.`),
    ],
    notes: [
      `SHA-256: ${signed.contentHash}`,
      'Ändras beloppet upphör signaturen att gälla och en ny behövs. / If the amount is changed the signature ends and a new one is needed.',
    ],
  });
}
