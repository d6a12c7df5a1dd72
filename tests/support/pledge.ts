import { readCofunding } from '@samspel/documents/cofunding-document';
import { documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import { checkProposal } from '@samspel/domain/proposal/check-proposal';
import { asSystem } from '@samspel/platform/db/as-system';
import { loadApplication } from '@samspel/server/proposal/reading/load-application';
import { readUpdates } from '@samspel/sync/store/documents';
import { type Written, writtenApplication } from './application.ts';
import type { Caller, Device, Stage } from './stage.ts';

export const funderEmail = 'finance@region-skane.example';
export const askedMinor = '6340000';

/** The id of a partner's first source of co-funding. */
export async function firstSource(
  stage: Stage,
  proposalId: string,
  partnerId: string,
): Promise<string> {
  const name = documentName('cofunding', proposalId, partnerId);
  const stored = (await readUpdates(stage.database.owner, [name])).get(name)!;
  return readCofunding(openDocument('cofunding', stored.updates), partnerId).sheet.sources[0]!.id;
}

/** A written application whose lead can ask Region Skåne for what its first source is to give. */
export async function readyToAsk(stage: Stage, begun?: Written) {
  const written = begun ?? (await writtenApplication(stage));
  const { proposalId, coordinator, leadId } = written;
  const sourceId = await firstSource(stage, proposalId, leadId);
  const request = (email = funderEmail) =>
    coordinator.cofunding.requestPledge({
      ...{ proposalId, partnerId: leadId, sourceId, email },
      ...{ funderName: 'Region Skåne', amountMinor: askedMinor },
    });
  return { ...written, sourceId, request };
}

/** The same, asked and standing before the opened link. */
export async function askedPledge(stage: Stage, begun?: Written) {
  const ready = await readyToAsk(stage, begun);
  const { pledgeId } = await ready.request();
  return { ...ready, pledgeId, funder: await coFunder(stage, funderEmail) };
}

/** Which rules of co-funding an application breaks now. */
export async function cofundingRules(stage: Stage, proposalId: string): Promise<string[]> {
  const { findings } = await asSystem(stage.database.app, async (trx) =>
    checkProposal(await loadApplication(trx, proposalId, new Date())),
  );
  return findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('CF'));
}

/** Somebody at the co-funder with its newest link, in a browser that the address has confirmed. */
export interface CoFunder {
  token: string;
  caller: Caller;
  device: Device;
  /** What the page has before it. */
  pledge(): Promise<
    NonNullable<Awaited<ReturnType<Caller['cofunding']['lookupPledge']>>['pledge']>
  >;
  say(answer: 'pledge' | 'decline' | 'withdraw', also?: Answer): Promise<{ status: string }>;
}

interface Answer {
  amountMinor?: string;
  reason?: string;
  seen?: number;
  signedName?: string;
}

export async function coFunder(stage: Stage, email: string, link?: string): Promise<CoFunder> {
  const token = link ?? (await stage.linkTo(email));
  const { caller, device } = stage.stranger();
  await caller.cofunding.requestPledgeCode({ token });
  await caller.cofunding.confirmPledgeAddress({ token, code: await codeTo(stage, email) });
  const pledge: CoFunder['pledge'] = async () => {
    const offer = await caller.cofunding.lookupPledge({ token });
    if (!offer.pledge) throw new Error(`the link leads to ${offer.state}`);
    return offer.pledge;
  };
  return {
    token,
    caller,
    device,
    pledge,
    say: async (answer, { signedName = 'Ekonomichefen', seen, ...also } = {}) =>
      caller.cofunding.answerPledge({
        ...{ token, answer, signedName, ...also },
        seen: seen ?? (await pledge()).version,
      }),
  };
}

/** The code in the newest mail to an address. */
export async function codeTo(stage: Stage, email: string): Promise<string> {
  await stage.runHandlers();
  const { subject } = await stage.database.owner
    .selectFrom('mail')
    .select('subject')
    .where('recipient', '=', email)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const code = /\d{6}/.exec(subject)?.[0];
  if (!code) throw new Error(`no code in the mail to ${email}: ${subject}`);
  return code;
}

/** Signs what is pledged now, in the words that the page shows in Swedish. */
export async function signAs(
  { caller, token, pledge }: CoFunder,
  signedName: string,
  signedFunction: string,
) {
  const { version: seen, statement } = await pledge();
  if (!statement) throw new Error('there is nothing to sign');
  return caller.cofunding.signPledge({
    ...{ token, seen, signedName, signedFunction, language: 'sv' },
    statementHash: statement.sv.hash,
  });
}
