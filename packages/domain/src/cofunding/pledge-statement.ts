export interface StatementFacts {
  funderName: string;
  partnerName: string;
  proposalTitle: string;
  callTitle: { sv: string; en: string };
  amountMinor: bigint;
  currency: string;
}

export type StatementLanguage = 'sv' | 'en';

/** Raised whenever a word of a statement changes; what was signed keeps its own text. */
export const statementVersion = 1;

/** PL5: what a co-funder signs, in the words of this version. */
export function pledgeStatement(language: StatementLanguage, facts: StatementFacts): string {
  const { funderName, partnerName, proposalTitle, callTitle } = facts;
  const amount = amountIn(language, facts);
  return language === 'sv'
    ? `${funderName} medfinansierar ${partnerName} i projektet ”${proposalTitle}” (utlysning: ${callTitle.sv}) med ${amount} om projektet beviljas stöd. Beloppet är avsatt för projektet och är inte medfinansiering i något annat projekt. Jag har rätt att göra åtagandet för ${funderName}.`
    : `${funderName} co-funds ${partnerName} in the project “${proposalTitle}” (call: ${callTitle.en}) with ${amount} if the project is granted support. The amount is set aside for the project and is not co-funding of any other project. I have the right to make this commitment on behalf of ${funderName}.`;
}

export interface SignedPledge extends StatementFacts {
  pledgeId: string;
  version: number;
  language: StatementLanguage;
  signedName: string;
  signedFunction: string;
  signedAt: string;
}

/** PL5: everything that a signature is over; its canonical form is hashed and kept. */
export interface SignedContent {
  format: 'samspel.pledge/1';
  pledgeId: string;
  statement: { version: number; language: StatementLanguage; text: string };
  amountMinor: string;
  currency: string;
  funderName: string;
  partnerName: string;
  proposalTitle: string;
  signedName: string;
  signedFunction: string;
  signedAt: string;
}

/** A signature in force, whole, so that whoever has it can check it. */
export interface PledgeSeal {
  content: SignedContent;
  /** SHA-256, in hex, of the content in its canonical form. */
  contentHash: string;
}

export function signedContent(signed: SignedPledge, statement: string): SignedContent {
  return {
    format: 'samspel.pledge/1',
    pledgeId: signed.pledgeId,
    statement: { version: signed.version, language: signed.language, text: statement },
    amountMinor: signed.amountMinor.toString(),
    currency: signed.currency,
    funderName: signed.funderName,
    partnerName: signed.partnerName,
    proposalTitle: signed.proposalTitle,
    signedName: signed.signedName,
    signedFunction: signed.signedFunction,
    signedAt: signed.signedAt,
  };
}

// Spelled out here: what is signed must read the same wherever and whenever it is computed.
function amountIn(language: StatementLanguage, { amountMinor, currency }: StatementFacts): string {
  const [group, point] = language === 'sv' ? ['\u00a0', ','] : [',', '.'];
  const digits = amountMinor.toString().padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, group);
  return `${whole}${point}${digits.slice(-2)}\u00a0${currency}`;
}
