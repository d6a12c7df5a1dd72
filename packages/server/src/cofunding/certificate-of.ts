import { personIdOf } from '@samspel/domain/actor';
import { certificateFileName } from '@samspel/domain/cofunding/certificate-file';
import { DomainError } from '@samspel/domain/errors';
import type { Files } from '@samspel/platform/files/files';
import { isInfected } from '../annex/annex.queries.ts';
import { type Context, withActor } from '../command.ts';
import type { Trx } from '../database.ts';
import { absentError } from '../proposal/proposal.queries.ts';
import type { CertificateOf } from './inputs.ts';
import { isConfirmed } from './pledging/pledge-door.ts';

export interface CertificateFile {
  filename: string;
  mediaType: string;
  bytes: Buffer;
}

/**
 * A certificate, for the consortium that it was given to and for the co-funder's own confirmed browser.
 * To everybody else there is none.
 */
export async function certificateOf(
  { db, actor, files }: Pick<Context, 'db' | 'actor'> & { files: Files },
  input: CertificateOf,
  deviceKey: string | null,
): Promise<CertificateFile> {
  const found =
    (personIdOf(actor) ? await withActor(db, actor, (trx) => find(trx, input)) : undefined) ??
    (await withActor(db, { kind: 'system' }, async (trx) => {
      const pledge = await trx
        .selectFrom('pledge')
        .select(['id', 'email', 'status'])
        .where('id', '=', input.pledgeId)
        .executeTakeFirst();
      if (!pledge || pledge.status === 'revoked') return undefined;
      return (await isConfirmed(trx, pledge, { deviceKey, actor })) ? find(trx, input) : undefined;
    }));
  if (!found) throw absentError();
  const { filename, mediaType, sha256, infected } = found;
  // Blocks passing a virus on, to whoever it is.
  if (infected) throw new DomainError('forbidden', 'annex_infected');
  return {
    filename: certificateFileName(filename, mediaType),
    mediaType,
    bytes: await files.get(sha256.toString('hex')),
  };
}

// Under the asker's own row security: a member's rows, or the system's where the caller has decided.
async function find(trx: Trx, { pledgeId, number }: CertificateOf) {
  const found = await trx
    .selectFrom('pledgeCertificate')
    .select(['filename', 'mediaType', 'sha256'])
    .where('pledgeId', '=', pledgeId)
    .where('number', '=', number)
    .executeTakeFirst();
  return found && { ...found, infected: await isInfected(trx, found.sha256) };
}
