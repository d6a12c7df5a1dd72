import { canonicalJson } from '@samspel/domain/canonical-json';
import type { PledgeStatus } from '@samspel/domain/cofunding/cofunding-view';
import { isMade } from '@samspel/domain/cofunding/decide-pledge';
import { type SignedPledge, signedContent } from '@samspel/domain/cofunding/pledge-statement';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import type { SignPledge } from '../inputs.ts';
import { type PledgeRow, storeEntry } from '../store-entry.ts';
import { asSystem } from './confirm-address.ts';
import { assertNotTooOften, assertOpen, lockByLink, type Visitor } from './pledge-door.ts';
import { endSignature, provenStatus } from './pledge-proof.ts';
import { sha256, statementFacts, statementIn } from './statement-of.ts';

/** Signs the amount pledged now, in the words that the signer has read. */
export function signPledge(
  context: Context,
  input: SignPledge,
  visitor: Visitor,
): Promise<{ status: PledgeStatus }> {
  return runCommand(asSystem(context), async ({ trx, append }) => {
    const locked = await lockByLink(trx, input.token, visitor);
    const { pledge } = locked;
    assertOpen(locked);
    const amountMinor = pledge.pledgedMinor;
    if (!isMade(pledge.status) || amountMinor === null) {
      throw new DomainError('conflict', 'pledge_is_not_made');
    }
    if (await signedAlready(trx, pledge, input)) return { status: pledge.status };
    const facts = await statementFacts(trx, pledge, amountMinor);
    const statement = statementIn(input.language, facts);
    if (input.seen !== pledge.version || statement.hash !== input.statementHash) {
      throw new DomainError('conflict', 'statement_moved');
    }
    await assertNotTooOften(trx, pledge);
    const at = await databaseNow(trx);
    const { proposalId, partnerId, id: pledgeId } = pledge;
    const { version, text } = statement;
    const signed: SignedPledge = {
      ...facts,
      ...input,
      pledgeId,
      version,
      signedAt: at.toISOString(),
    };
    const content = canonicalJson(signedContent(signed, text));
    const signatureId = context.ids.newId();
    await endSignature(trx, pledgeId, at);
    await insert(trx, { id: signatureId, pledge, amountMinor, input, statement, content, at });
    const status = await provenStatus(trx, pledge);
    await storeEntry(trx, pledge, {
      ...{ what: 'signed', status, amountMinor },
      ...{ byName: input.signedName, byFunction: input.signedFunction },
    });
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_signed', {
      ...{ proposalId, partnerId, pledgeId, signatureId },
      amountMinor: amountMinor.toString(),
      contentHash: sha256(content).toString('hex'),
    });
    return { status };
  });
}

/** Sent twice: the same person's signature under the same words of the same amount. */
async function signedAlready(trx: Trx, pledge: PledgeRow, input: SignPledge): Promise<boolean> {
  const standing = await trx
    .selectFrom('pledgeSignature')
    .selectAll()
    .where('pledgeId', '=', pledge.id)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return (
    standing !== undefined &&
    standing.signedName === input.signedName &&
    standing.signedFunction === input.signedFunction &&
    sha256(standing.statement).toString('hex') === input.statementHash
  );
}

interface Signing {
  id: string;
  pledge: PledgeRow;
  amountMinor: bigint;
  input: SignPledge;
  statement: { version: number; text: string };
  content: string;
  at: Date;
}

async function insert(trx: Trx, signing: Signing): Promise<void> {
  const { id, pledge, amountMinor, input, statement, content, at } = signing;
  await trx
    .insertInto('pledgeSignature')
    .values({
      ...{ id, pledgeId: pledge.id, proposalId: pledge.proposalId, amountMinor, content, at },
      ...{ signedName: input.signedName, signedFunction: input.signedFunction },
      ...{
        statementVersion: statement.version,
        statement: statement.text,
        language: input.language,
      },
      contentHash: sha256(content),
      endedAt: null,
    })
    .execute();
}
