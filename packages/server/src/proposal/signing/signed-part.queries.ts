import { CellAuthors } from '@samspel/documents/cell-authors';
import { documentName } from '@samspel/documents/names';
import { canBudget } from '@samspel/domain/budget/can-budget';
import { assertAllowed } from '@samspel/domain/decision';
import type { PartContent } from '@samspel/domain/proposal/canonical-application';
import type { CellAuthor, SignedPartView } from '@samspel/domain/proposal/signed-part-view';
import { readHistory } from '@samspel/sync/store/history';
import { type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { namesOf } from '../../person/person.queries.ts';
import type { PartOfProposal } from '../inputs.ts';
import { findProposal } from '../proposal.queries.ts';

/** What a partner signed last of its money, and who changed it since; null where it never signed. */
export function getSignedPart(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { id, partnerId }: PartOfProposal,
): Promise<SignedPartView | null> {
  return withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, id);
    assertAllowed(canBudget(actor, 'budget.read', { ...subject, partnerId, signed: false }));
    const row = await trx
      .selectFrom('signOff')
      .selectAll()
      .where('proposalId', '=', id)
      .where('partnerId', '=', partnerId)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!row) return null;
    const { budget, cofunding } = JSON.parse(row.content) as PartContent;
    const names = await namesOf(trx, [row.personId]);
    return {
      signOffId: row.id,
      at: row.at.toISOString(),
      byName: names.get(row.personId) ?? '',
      versionName: row.versionName,
      withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
      budget,
      cofunding,
      // A part whose signature stands is frozen: nobody has changed it.
      authors: row.withdrawnAt ? await authorsSince(trx, id, partnerId, row.at) : {},
    };
  });
}

/** Two clocks may tell it: what was written in the last minute before is looked at too. */
const margin = 60_000;

async function authorsSince(
  trx: Trx,
  proposalId: string,
  partnerId: string,
  signedAt: Date,
): Promise<Record<string, CellAuthor>> {
  const since = new Date(signedAt.getTime() - margin);
  const found: [string, Writing][] = [];
  for (const kind of ['budget', 'cofunding'] as const) {
    const authors = new CellAuthors<Writing>(kind);
    let before: Uint8Array[] | null = [];
    for await (const { data, at, actorId } of readHistory(
      trx,
      documentName(kind, proposalId, partnerId),
    )) {
      if (before && at < since) {
        before.push(data);
        continue;
      }
      if (before) authors.begin(before);
      before = null;
      authors.take(data, { actorId, at });
    }
    found.push(...authors.latest);
  }
  const ids = found.flatMap(([, { actorId }]) => actorId ?? []);
  const names = await namesOf(trx, ids);
  return Object.fromEntries(
    found.map(([address, { actorId, at }]) => {
      return [address, { name: names.get(actorId ?? '') ?? '', at: at.toISOString() }];
    }),
  );
}

interface Writing {
  actorId: string | null;
  at: Date;
}
