import { asSystem } from '@samspel/platform/db/as-system';
import { sql } from 'kysely';
import { appendTyped } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { type ScanContext, scanBatch, scanEach, verdictOn } from '../../scan-files.ts';
import { provenStatus } from '../pledging/pledge-proof.ts';
import { storeEntry } from '../store-entry.ts';

const system = { kind: 'system' } as const;

/** Scans the certificates of co-funding that have not been, the newest first, as annexes are. */
export async function scanCertificates(context: ScanContext): Promise<number> {
  if (!context.config.scanner) return 0;
  const waiting = await asSystem(context.db, (trx) =>
    trx
      .selectFrom('pledgeCertificate')
      .select('id')
      .where('scan', 'in', ['pending', 'unscanned'])
      .orderBy('at', 'desc')
      .limit(scanBatch)
      .execute(),
  );
  const ids = waiting.map(({ id }) => id);
  return scanEach(context, ids, (trx, id) => scanCertificate(trx, context, id));
}

async function scanCertificate(trx: Trx, context: ScanContext, id: string): Promise<boolean> {
  const certificate = await trx
    .selectFrom('pledgeCertificate')
    .select(['pledgeId', 'proposalId', 'sha256'])
    .where('id', '=', id)
    .where('scan', 'in', ['pending', 'unscanned'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!certificate) return false;
  const state = await verdictOn(trx, context, certificate.sha256);
  if (!state) return false;
  const { pledgeId, proposalId } = certificate;
  await trx
    .updateTable('pledgeCertificate')
    .set({ scan: state, scannedAt: sql<Date>`samspel.now()` })
    .where('id', '=', id)
    .execute();
  const partnerId = await (state === 'infected'
    ? discount(trx, certificate)
    : partnerOf(trx, pledgeId));
  const payload = { proposalId, partnerId, pledgeId, certificateId: id, state };
  await appendTyped(
    trx,
    system,
    { kind: 'proposal', id: proposalId },
    'cofunding.pledge_certificate_scanned',
    payload,
  );
  return true;
}

async function partnerOf(trx: Trx, pledgeId: string): Promise<string> {
  const { partnerId } = await trx
    .selectFrom('pledge')
    .select('partnerId')
    .where('id', '=', pledgeId)
    .executeTakeFirstOrThrow();
  return partnerId;
}

/** PL6, PL7: an infected certificate proves nothing; the pledge itself stands. */
async function discount(
  trx: Trx,
  { pledgeId, proposalId }: { pledgeId: string; proposalId: string },
): Promise<string> {
  // The proposal first, as every command locks it.
  await trx.selectFrom('proposal').select('id').where('id', '=', proposalId).forUpdate().execute();
  const pledge = await trx
    .selectFrom('pledge')
    .selectAll()
    .where('id', '=', pledgeId)
    .executeTakeFirstOrThrow();
  await storeEntry(trx, pledge, {
    what: 'certificate_infected',
    status: await provenStatus(trx, pledge),
    amountMinor: pledge.pledgedMinor,
  });
  return pledge.partnerId;
}
