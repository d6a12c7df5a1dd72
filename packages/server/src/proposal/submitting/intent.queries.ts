import type { Actor } from '@samspel/domain/actor';
import type { Finding } from '@samspel/domain/finding';
import { type Selectable, sql } from 'kysely';
import type { Trx } from '../../database.ts';
import type { SubmitIntentTable } from '../../submission/submission.table.ts';

export type Intent = Selectable<SubmitIntentTable>;

/** What became of an intent to submit. `system`: ours was the failure, and nothing was judged. */
export type Decided =
  | { outcome: 'accepted'; submissionId: string }
  | { outcome: 'refused'; reason: 'findings' | 'late' | 'system'; findings: Finding[] };

/** The proposal first, as every command locks it. */
export async function lockIntent(trx: Trx, intentId: string): Promise<Intent> {
  const { proposalId } = await trx
    .selectFrom('submitIntent')
    .select('proposalId')
    .where('id', '=', intentId)
    .executeTakeFirstOrThrow();
  await trx
    .selectFrom('proposal')
    .select('id')
    .where('id', '=', proposalId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return trx
    .selectFrom('submitIntent')
    .selectAll()
    .where('id', '=', intentId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export function outcomeOf(intent: Intent): Decided {
  if (intent.state === 'accepted') {
    return { outcome: 'accepted', submissionId: intent.submissionId! };
  }
  return refusalFor((intent.findings ?? []) as Finding[]);
}

export function refusalFor(findings: Finding[]): Decided {
  const names = (id: string) => findings.some(({ rule }) => rule === id);
  const reason = names('CL2') ? 'late' : names('SY1') ? 'system' : 'findings';
  return { outcome: 'refused', reason, findings };
}

export function finish(
  trx: Trx,
  intent: Intent,
  end: { state: 'accepted' | 'refused'; findings?: string },
) {
  return trx
    .updateTable('submitIntent')
    .set({ ...end, finishedAt: sql<Date>`samspel.now()` })
    .where('id', '=', intent.id)
    .execute();
}

/** The event names who submitted, also when the sweeper finished it. */
export function submitterOf({ personId }: Intent): Actor {
  return { kind: 'person', personId, email: '', isAdmin: false, officerOf: [] };
}

export function aggregateOf({ proposalId }: Intent) {
  return { kind: 'proposal', id: proposalId } as const;
}
