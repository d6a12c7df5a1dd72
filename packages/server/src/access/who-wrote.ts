import { documentName } from '@samspel/documents/names';
import { personIdOf } from '@samspel/domain/actor';
import { canBudget } from '@samspel/domain/budget/can-budget';
import { assertAllowed } from '@samspel/domain/decision';
import type { CellWriting } from '@samspel/domain/proposal/cell-writing';
import { findWritings } from '@samspel/sync/store/history';
import { type Context, withActor } from '../command.ts';
import { namesOf } from '../person/person.queries.ts';
import type { WhoWrote } from '../proposal/inputs.ts';
import { absentError, findProposal } from '../proposal/proposal.queries.ts';

/** Who wrote the values of a budget's cell and when, out of the log: for whoever reads that budget. */
export function whoWrote(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { id, partnerId, spots }: WhoWrote,
): Promise<CellWriting[]> {
  return withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, id);
    assertAllowed(canBudget(actor, 'budget.read', { ...subject, partnerId, signed: false }));
    const name = documentName('budget', id, partnerId);
    const found = await findWritings(trx, name, personIdOf(actor) ?? '', spots);
    if (found === 'absent') throw absentError();
    const names = await namesOf(
      trx,
      found.flatMap(({ actorId }) => actorId ?? []),
    );
    return found.map(({ client, clock, actorId, at, value }) => ({
      ...{ client, clock, at: at.toISOString() },
      by: names.get(actorId ?? '') ?? null,
      value: typeof value === 'string' || typeof value === 'number' ? value : null,
    }));
  });
}
