import { expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { pledgeStatement, signedContent, statementVersion } from './pledge-statement.ts';

const facts = {
  funderName: 'Region Skåne',
  partnerName: 'Mobile Heights',
  proposalTitle: 'Smart textil',
  callTitle: { sv: 'Kluster', en: 'Clusters' },
  amountMinor: 123456705n,
  currency: 'EUR',
};

test('PL5 the statement of version 1, word by word', () => {
  expect(statementVersion).toBe(1);
  expect(pledgeStatement('sv', facts)).toBe(
    'Region Skåne medfinansierar Mobile Heights i projektet ”Smart textil” (utlysning: Kluster) med 1\u00a0234\u00a0567,05\u00a0EUR om projektet beviljas stöd. Beloppet är avsatt för projektet och är inte medfinansiering i något annat projekt. Jag har rätt att göra åtagandet för Region Skåne.',
  );
  expect(pledgeStatement('en', { ...facts, amountMinor: 5n })).toBe(
    'Region Skåne co-funds Mobile Heights in the project “Smart textil” (call: Clusters) with 0.05\u00a0EUR if the project is granted support. The amount is set aside for the project and is not co-funding of any other project. I have the right to make this commitment on behalf of Region Skåne.',
  );
});

test('PL5 a signature is over everything it says, in one form', () => {
  const signed = {
    ...facts,
    pledgeId: 'id',
    version: 1,
    language: 'sv',
    signedName: 'Eva',
    signedFunction: 'Ekonomichef',
    signedAt: '2026-11-23T10:00:00.000Z',
  } as const;
  expect(canonicalJson(signedContent(signed, 'Text.'))).toBe(
    '{"amountMinor":"123456705","currency":"EUR","format":"samspel.pledge/1","funderName":"Region Skåne","partnerName":"Mobile Heights","pledgeId":"id","proposalTitle":"Smart textil","signedAt":"2026-11-23T10:00:00.000Z","signedFunction":"Ekonomichef","signedName":"Eva","statement":{"language":"sv","text":"Text.","version":1}}',
  );
});
