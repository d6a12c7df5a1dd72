import { databaseNow } from '@samspel/platform/clock';
import type { Trx } from '../../database.ts';
import { endSignature } from '../pledging/pledge-proof.ts';
import { type PledgeRow, storeEntry } from '../store-entry.ts';
import { endDevices } from './end-devices.ts';

/** A question is taken back: its link is dead, and what was pledged is void. */
export async function endPledge(
  trx: Trx,
  pledge: PledgeRow,
  by: { personId?: string },
): Promise<void> {
  const now = await databaseNow(trx);
  await endSignature(trx, pledge.id, now);
  await endDevices(trx, pledge.id, now);
  await storeEntry(trx, pledge, { what: 'revoked', status: 'revoked', amountMinor: null, ...by });
}
