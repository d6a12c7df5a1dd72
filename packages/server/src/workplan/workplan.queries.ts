import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { elevated } from '../command.ts';
import type { Trx } from '../database.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Names of the people who answer for milestones, by person id. Of the consortium's own people alone, past
 * ones included: the ids stand in a document that members write, and must not turn anybody else's id
 * into a name.
 */
export async function milestoneOwners(
  trx: Trx,
  { proposal, workplan }: Pick<SubmissionDocument, 'proposal' | 'workplan'>,
): Promise<Map<string, string>> {
  const named = workplan?.milestones.flatMap(({ ownerPersonId }) => ownerPersonId ?? []) ?? [];
  const ids = [...new Set(named)].filter((id) => uuid.test(id));
  if (ids.length === 0) return new Map();
  // The authority reads no membership rows: it is told the names, not who belonged where and when.
  const rows = await elevated(trx, () =>
    trx
      .selectFrom('person')
      .select(['id', 'name'])
      .where('id', 'in', ids)
      .where('id', 'in', (members) =>
        members
          .selectFrom('proposalMember')
          .select('personId')
          .where('proposalId', '=', proposal.id),
      )
      .execute(),
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
