import type { PledgeDeed, PledgeStatus } from '@samspel/domain/cofunding/cofunding-view';
import type { Selectable, UpdateObject } from 'kysely';
import type { Database, Trx } from '../database.ts';
import type { PledgeTable } from './pledge.table.ts';

export type PledgeRow = Selectable<PledgeTable>;

export interface Deed {
  what: PledgeDeed;
  status: PledgeStatus;
  amountMinor: bigint | null;
  reason?: string;
  byName?: string;
  byFunction?: string;
  /** Of the consortium; left out where the co-funder acts. */
  personId?: string;
}

/**
 * The one way in which a pledge changes: its next entry, and the pledge as that entry says. The database
 * compares the two when the transaction ends.
 */
export async function storeEntry(
  trx: Trx,
  pledge: Pick<PledgeRow, 'id' | 'proposalId' | 'version'>,
  { status, amountMinor, personId, ...deed }: Deed,
  also: UpdateObject<Database, 'pledge'> = {},
): Promise<void> {
  const { id, proposalId } = pledge;
  const number = pledge.version + 1;
  await trx
    .insertInto('pledgeEntry')
    .values({
      ...deed,
      pledgeId: id,
      number,
      proposalId,
      status,
      amountMinor,
      personId: personId ?? null,
    })
    .execute();
  await trx
    .updateTable('pledge')
    .set({ ...also, status, pledgedMinor: amountMinor, version: number })
    .where('id', '=', id)
    .execute();
}
