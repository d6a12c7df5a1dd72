import { certifiedBy } from '@samspel/domain/cofunding/decide-pledge';
import type { Trx } from '../../database.ts';
import type { PledgeRow } from '../store-entry.ts';

/** PL5: another amount, or none, needs a new signature; the ended one is kept. */
export async function endSignature(trx: Trx, pledgeId: string, at: Date): Promise<void> {
  await trx
    .updateTable('pledgeSignature')
    .set({ endedAt: at })
    .where('pledgeId', '=', pledgeId)
    .where('endedAt', 'is', null)
    .execute();
}

/** PL6: how a pledge stands by what is on file for it now. */
export async function provenStatus(trx: Trx, pledge: PledgeRow) {
  const signature = await trx
    .selectFrom('pledgeSignature')
    .select('amountMinor')
    .where('pledgeId', '=', pledge.id)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  const certificate = await newest(trx, pledge.id)
    .where('scan', '<>', 'infected')
    .executeTakeFirst();
  return certifiedBy(pledge, {
    signedMinor: signature?.amountMinor ?? null,
    certificateMinor: certificate?.amountMinor ?? null,
  });
}

export function newestCertificate(trx: Trx, pledgeId: string) {
  return newest(trx, pledgeId).executeTakeFirst();
}

function newest(trx: Trx, pledgeId: string) {
  return trx
    .selectFrom('pledgeCertificate')
    .selectAll()
    .where('pledgeId', '=', pledgeId)
    .orderBy('number', 'desc')
    .limit(1);
}
