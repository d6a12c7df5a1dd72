import type { ScanState } from '@samspel/domain/annex/annex';
import { type CertificateType, checkCertificate } from '@samspel/domain/cofunding/certificate-file';
import type { PledgeStatus } from '@samspel/domain/cofunding/cofunding-view';
import { isMade } from '@samspel/domain/cofunding/decide-pledge';
import { DomainError } from '@samspel/domain/errors';
import type { Files } from '@samspel/platform/files/files';
import { isInfected } from '../../annex/annex.queries.ts';
import { type Context, runCommand, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { keepFile } from '../../keep-file.ts';
import type { AddCertificate } from '../inputs.ts';
import { type PledgeRow, storeEntry } from '../store-entry.ts';
import { asSystem } from './confirm-address.ts';
import {
  assertNotTooOften,
  assertOpen,
  type Locked,
  lockByLink,
  type Visitor,
} from './pledge-door.ts';
import { newestCertificate, provenStatus } from './pledge-proof.ts';

const MOST = 20;

interface Upload extends AddCertificate {
  bytes: Buffer;
}

/** Keeps a certificate of the amount pledged now as the newest version; earlier ones stay. */
export async function addCertificate(
  context: Context & { files: Files },
  { bytes, ...input }: Upload,
  visitor: Visitor,
): Promise<{ status: PledgeStatus }> {
  const check = checkCertificate(bytes);
  if (!check.ok) throw new DomainError('invalid', check.fault);
  // Who may not add it has nothing stored: asked before and, since much may happen meanwhile, after.
  await withActor(context.db, { kind: 'system' }, async (trx) =>
    assertMayAdd(trx, await lockByLink(trx, input.token, visitor)),
  );
  const sha256 = await context.files.put(bytes);
  const file = {
    sha256: Buffer.from(sha256, 'hex'),
    size: bytes.length,
    mediaType: check.mediaType,
    scan: context.config.scanner ? ('pending' as const) : ('unscanned' as const),
    scannedAt: null,
  };
  return runCommand(asSystem(context), async ({ trx, append }) => {
    const locked = await lockByLink(trx, input.token, visitor);
    const { pledge } = locked;
    const amountMinor = await assertMayAdd(trx, locked);
    const newest = await newestCertificate(trx, pledge.id);
    // Known to be infected, whoever brought it before.
    if (await isInfected(trx, file.sha256))
      throw new DomainError('invalid', 'certificate_infected');
    // Sent twice: the same bytes for the same amount.
    if (newest?.sha256.equals(file.sha256) && newest.amountMinor === amountMinor) {
      return { status: pledge.status };
    }
    if (input.seen !== pledge.version) throw new DomainError('conflict', 'changed_meanwhile');
    const number = (newest?.number ?? 0) + 1;
    if (number > MOST) throw new DomainError('rate_limited', 'too_many_certificates');
    const certificateId = context.ids.newId();
    await keepFile(trx, context.files, { ...file, sha256, sizeBytes: bytes.length });
    await insert(trx, pledge, {
      id: certificateId,
      number,
      filename: input.filename,
      amountMinor,
      ...file,
    });
    const status = await provenStatus(trx, pledge);
    const { id: pledgeId, proposalId, partnerId } = pledge;
    await storeEntry(trx, pledge, { what: 'certificate_added', status, amountMinor });
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_certificate_added', {
      ...{ proposalId, partnerId, pledgeId, certificateId, fileHash: sha256 },
    });
    return { status };
  });
}

async function assertMayAdd(trx: Trx, locked: Locked): Promise<bigint> {
  const { status, pledgedMinor } = locked.pledge;
  assertOpen(locked);
  if (!isMade(status) || pledgedMinor === null) {
    throw new DomainError('conflict', 'pledge_is_not_made');
  }
  await assertNotTooOften(trx, locked.pledge);
  return pledgedMinor;
}

interface Certificate {
  id: string;
  number: number;
  filename: string;
  amountMinor: bigint;
  sha256: Buffer;
  size: number;
  mediaType: CertificateType;
  scan: ScanState;
  scannedAt: null;
}

async function insert(trx: Trx, pledge: PledgeRow, certificate: Certificate): Promise<void> {
  await trx
    .insertInto('pledgeCertificate')
    .values({ ...certificate, pledgeId: pledge.id, proposalId: pledge.proposalId })
    .execute();
}
