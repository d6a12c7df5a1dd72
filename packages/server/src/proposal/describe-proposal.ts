import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { syncAccess } from '../access/sync-access.ts';
import { type Context, runCommand } from '../command.ts';
import type { Trx } from '../database.ts';
import type { DescribeProposal } from './inputs.ts';
import { callOf, listPartners, lockProposal, type ProposalRow } from './proposal.queries.ts';
import { endSignOffs } from './signing/sign-off.queries.ts';

type Described = Pick<ProposalRow, 'title' | 'acronym' | 'theme' | 'startsOn' | 'months'>;
type Field = keyof Described;

const eventNames = {
  title: 'title',
  acronym: 'acronym',
  theme: 'theme',
  months: 'months',
  startsOn: 'startDate',
} as const;

/** Changes what describes the whole project; it belongs to the lead partner's part, whose sign-off ends. */
export function describeProposal(context: Context, input: DescribeProposal): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor, append } = scope;
    const { proposal, subject } = await lockProposal(trx, actor, input.id);
    assertAllowed(canProposal(actor, 'proposal.describe', subject));
    const changes = changesOf(proposal, input);
    const fields = Object.keys(changes) as Field[];
    if (fields.length === 0) return;
    await assertUnchangedSince(trx, input);
    await assertThemeOfCall(trx, proposal.callId, changes.theme);
    await trx.updateTable('proposal').set(changes).where('id', '=', input.id).execute();
    await append({ kind: 'proposal', id: input.id }, 'proposal.described', {
      proposalId: input.id,
      fields: fields.map((field) => eventNames[field]),
    });
    const partners = await listPartners(trx, input.id);
    const leads = partners.filter(({ role }) => role === 'lead').map(({ id }) => id);
    await endSignOffs(scope, { proposalId: input.id, partnerIds: leads, reason: 'changed' });
    await syncAccess(trx, input.id);
  });
}

function changesOf(proposal: ProposalRow, input: DescribeProposal): Partial<Described> {
  const { title, acronym, theme, startsOn, months } = input;
  const wanted: Partial<Described> = { title, acronym, theme, startsOn, months };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && value !== proposal[field as Field],
    ),
  );
}

// Others' signatures and invitations raise the version too: only another description is in the way.
async function assertUnchangedSince(trx: Trx, input: DescribeProposal): Promise<void> {
  const later = await trx
    .selectFrom('event')
    .select('version')
    .where('aggregateId', '=', input.id)
    .where('version', '>', input.expectedVersion)
    .where('type', '=', 'proposal.described')
    .executeTakeFirst();
  if (later) throw new DomainError('conflict', 'changed_meanwhile');
}

async function assertThemeOfCall(
  trx: Trx,
  callId: string,
  theme: string | undefined,
): Promise<void> {
  if (!theme) return;
  const { definition } = await callOf(trx, { callId });
  if (definition.themes.some(({ key }) => key === theme)) return;
  throw new DomainError('invalid', 'unknown_theme', { field: 'theme' });
}
