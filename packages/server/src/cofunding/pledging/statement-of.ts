import { createHash } from 'node:crypto';
import {
  pledgeStatement,
  type StatementFacts,
  type StatementLanguage,
  statementVersion,
} from '@samspel/domain/cofunding/pledge-statement';
import type { Trx } from '../../database.ts';
import { callOf } from '../../proposal/proposal.queries.ts';
import type { PledgeRow } from '../store-entry.ts';

export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/** What a signature would say of a pledge as it is now. */
export async function statementFacts(
  trx: Trx,
  pledge: PledgeRow,
  amountMinor: bigint,
): Promise<StatementFacts> {
  const proposal = await trx
    .selectFrom('proposal')
    .select(['title', 'callId'])
    .where('id', '=', pledge.proposalId)
    .executeTakeFirstOrThrow();
  const { name } = await trx
    .selectFrom('partner as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisationId')
    .select('o.name')
    .where('p.id', '=', pledge.partnerId)
    .executeTakeFirstOrThrow();
  const { definition } = await callOf(trx, proposal);
  return {
    funderName: pledge.funderName,
    partnerName: name,
    proposalTitle: proposal.title,
    callTitle: definition.title,
    amountMinor,
    currency: pledge.currency,
  };
}

export function statementIn(language: StatementLanguage, facts: StatementFacts) {
  const text = pledgeStatement(language, facts);
  return { version: statementVersion, text, hash: sha256(text).toString('hex') };
}
