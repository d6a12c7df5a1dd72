import type { AnnexFile, AnnexPlace } from '@samspel/domain/annex/annex';
import type { AnnexVersionView, AnnexView } from '@samspel/domain/annex/annex-view';
import type { AnnexTarget } from '@samspel/domain/annex/can-annex';
import type { ProposalSubject } from '@samspel/domain/proposal/membership';
import type { Selectable } from 'kysely';
import { elevated } from '../command.ts';
import type { Trx } from '../database.ts';
import { namesOf } from '../person/person.queries.ts';
import { listPartners } from '../proposal/proposal.queries.ts';
import { isSigned } from '../proposal/signing/sign-off.queries.ts';
import type { AnnexTable, AnnexVersionTable } from './annex.table.ts';

type Version = Selectable<AnnexVersionTable>;

/** What lies in each place now. */
export async function currentAnnexes(trx: Trx, proposalId: string): Promise<AnnexFile[]> {
  const rows = await trx
    .selectFrom('annex as a')
    .innerJoin('annexVersion as v', 'v.annexId', 'a.id')
    .where('a.proposalId', '=', proposalId)
    .distinctOn('a.id')
    .selectAll('v')
    .select(['a.kind', 'a.partnerId', 'a.sourceId'])
    .orderBy('a.id')
    .orderBy('v.number', 'desc')
    .execute();
  return rows.flatMap(({ kind, partnerId, sourceId, ...version }) => {
    const file = fileOf(version);
    return file ? [{ kind, partnerId, sourceId, ...file }] : [];
  });
}

function fileOf({ name, type, sizeBytes, sha256, scan }: Version): AnnexVersionView['file'] {
  if (name === null || !type || sizeBytes === null || !sha256 || !scan) return null;
  return { name, type, sizeBytes: Number(sizeBytes), sha256: sha256.toString('hex'), scan };
}

/** Every place that ever held a file, with its history, the newest first. */
export async function annexViews(trx: Trx, proposalId: string): Promise<AnnexView[]> {
  const annexes = await trx
    .selectFrom('annex')
    .select(['id', 'kind', 'partnerId', 'sourceId'])
    .where('proposalId', '=', proposalId)
    .orderBy('id')
    .execute();
  const versions = await trx
    .selectFrom('annexVersion')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('number', 'desc')
    .execute();
  const names = await namesOf(
    trx,
    versions.map(({ byPerson }) => byPerson),
  );
  return annexes.map((annex) => ({
    ...annex,
    versions: versions
      .filter(({ annexId }) => annexId === annex.id)
      .map((version) => ({
        id: version.id,
        number: version.number,
        at: version.at.toISOString(),
        byName: names.get(version.byPerson) ?? '',
        file: fileOf(version),
      })),
  }));
}

/** The place's row and its newest version; undefined for a place that never held a file. */
export function findAnnex(trx: Trx, proposalId: string, place: AnnexPlace) {
  return trx
    .selectFrom('annex as a')
    .innerJoin('annexVersion as v', 'v.annexId', 'a.id')
    .where('a.proposalId', '=', proposalId)
    .where('a.kind', '=', place.kind)
    .where('a.partnerId', 'is not distinct from', place.partnerId)
    .where('a.sourceId', 'is not distinct from', place.sourceId)
    .select(['a.id', 'v.number', 'v.name', 'v.sha256'])
    .orderBy('v.number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** What can() asks about an annex: whose part it belongs to, and whether that is signed. */
export async function targetOf(
  trx: Trx,
  subject: ProposalSubject,
  { partnerId }: Pick<AnnexTable, 'partnerId'>,
): Promise<AnnexTarget> {
  const partners = await listPartners(trx, subject.proposalId);
  const lead = partners.find(({ role, status }) => role === 'lead' && status === 'accepted');
  const owner = partnerId ?? lead?.id;
  if (!owner) return subject;
  return { ...subject, partnerId: owner, signed: await isSigned(trx, owner) };
}

/** Whether a file was found infected, in whatever consortium, as an annex or as a certificate. */
export async function isInfected(trx: Trx, sha256: Buffer): Promise<boolean> {
  // The authority sees no version; that a file is dangerous is no secret of its consortium.
  const found = await elevated(trx, () =>
    trx
      .selectFrom('annexVersion')
      .select('sha256')
      .where('sha256', '=', sha256)
      .where('scan', '=', 'infected')
      .union(
        trx
          .selectFrom('pledgeCertificate')
          .select('sha256')
          .where('sha256', '=', sha256)
          .where('scan', '=', 'infected'),
      )
      .limit(1)
      .executeTakeFirst(),
  );
  return found !== undefined;
}
