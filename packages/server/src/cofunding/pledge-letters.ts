import type { Trx } from '../database.ts';
import { writeLetter } from '../letter.ts';
import { amountText, instantText } from '../text/format.ts';
import { offerOf } from './pledge-offer.queries.ts';

async function readOffer(trx: Trx, pledgeId: string) {
  const row = await trx
    .selectFrom('pledge')
    .selectAll()
    .where('id', '=', pledgeId)
    .executeTakeFirstOrThrow();
  return offerOf(trx, row);
}

/** In both languages: nothing is known of the co-funder but its address. */
export async function requestLetter(trx: Trx, pledgeId: string, link: string) {
  const offer = await readOffer(trx, pledgeId);
  const { partnerName, proposalTitle, leadName, funderName, requestedByName } = offer;
  const sv = amountText('sv', BigInt(offer.requestedMinor), offer.currency);
  const en = amountText('en', BigInt(offer.requestedMinor), offer.currency);
  return writeLetter({
    language: 'sv',
    subject: `Förfrågan om medfinansiering: ${proposalTitle}`,
    paragraphs: [
      `Till ${funderName}`,
      `${requestedByName} på ${partnerName} ber er bekräfta medfinansiering på ${sv} till projektet ”${proposalTitle}”, som ${leadName} samordnar. Bakom länken ser ni vad projektet handlar om, vilka som deltar och vad som gäller. Där kan ni bekräfta, ändra beloppet eller tacka nej. Ni behöver inget konto.`,
      `In English: ${requestedByName} of ${partnerName} asks you to confirm co-funding of ${en} for the project “${proposalTitle}”, coordinated by ${leadName}. Behind the link you see what the project is about and who takes part; there you can confirm, change the amount or decline. You need no account.`,
    ],
    action: { label: 'Läs och svara', link },
    notes: [
      `Länken gäller till ${instantText('sv', new Date(offer.expiresAt))} och är bara till för er. Dela den inte vidare.`,
    ],
  });
}

/** The co-funder's own record of what it answered. */
export async function answerLetter(trx: Trx, pledgeId: string) {
  const offer = await readOffer(trx, pledgeId);
  const { proposalTitle, partnerName, signedName, pledgedMinor, currency } = offer;
  const who = signedName ?? '';
  if (pledgedMinor === null) {
    return writeLetter({
      language: 'sv',
      subject: `Ni har tackat nej: ${proposalTitle}`,
      paragraphs: [
        `${who} har tackat nej till att medfinansiera ${partnerName} i projektet ”${proposalTitle}”.`,
        `In English: ${who} has declined to co-fund ${partnerName} in the project “${proposalTitle}”.`,
      ],
    });
  }
  const amount = BigInt(pledgedMinor);
  return writeLetter({
    language: 'sv',
    subject: `Ni har bekräftat medfinansiering: ${proposalTitle}`,
    paragraphs: [
      `${who} har bekräftat medfinansiering på ${amountText('sv', amount, currency)} till ${partnerName} i projektet ”${proposalTitle}”.`,
      `In English: ${who} has confirmed co-funding of ${amountText('en', amount, currency)} to ${partnerName} in the project “${proposalTitle}”.`,
    ],
    notes: ['Med länken i förfrågan kan ni ändra ert svar tills ansökan är inlämnad.'],
  });
}
