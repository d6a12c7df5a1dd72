import { DomainError } from '@samspel/domain/errors';
import { sql } from 'kysely';
import { elevated } from '../../command.ts';
import type { Trx } from '../../database.ts';

/** Every version counts: what was replaced is kept. */
const BYTES_PER_PROPOSAL = 1_000_000_000;
const OPEN_PER_PERSON = 20;
const UPLOADS_PER_PERSON_DAY = 300;
const BYTES_PER_PERSON_DAY = 2_000_000_000;

interface Asked {
  proposalId: string;
  personId: string;
  sizeBytes: number;
}

/** Blocks filling the file store: by one person over however many consortia, and by one consortium. */
export function assertRoom(trx: Trx, asked: Asked): Promise<void> {
  // Others' uploads count as well, and rows of consortia that the person has left.
  return elevated(trx, async () => {
    await assertPersonMay(trx, asked);
    await assertProposalHolds(trx, asked);
  });
}

async function assertPersonMay(trx: Trx, { personId, sizeBytes }: Asked): Promise<void> {
  const day = await trx
    .selectFrom('upload')
    .select([
      sql<number>`count(*)::int`.as('count'),
      sql<number>`(count(*) filter (where state = 'open'))::int`.as('open'),
      sql<number>`coalesce(sum(size_bytes), 0)::float8`.as('bytes'),
    ])
    .where('personId', '=', personId)
    .where('createdAt', '>', sql<Date>`samspel.now() - interval '1 day'`)
    .executeTakeFirstOrThrow();
  const tooMany = day.open >= OPEN_PER_PERSON || day.count >= UPLOADS_PER_PERSON_DAY;
  if (tooMany || day.bytes + sizeBytes > BYTES_PER_PERSON_DAY) {
    throw new DomainError('rate_limited', 'too_many_uploads');
  }
}

async function assertProposalHolds(trx: Trx, { proposalId, sizeBytes }: Asked): Promise<void> {
  const { kept } = await trx
    .selectFrom('annexVersion')
    .select(sql<number>`coalesce(sum(size_bytes), 0)::float8`.as('kept'))
    .where('proposalId', '=', proposalId)
    .executeTakeFirstOrThrow();
  const { arriving } = await trx
    .selectFrom('upload')
    .select(sql<number>`coalesce(sum(size_bytes), 0)::float8`.as('arriving'))
    .where('proposalId', '=', proposalId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  if (kept + arriving + sizeBytes > BYTES_PER_PROPOSAL) {
    throw new DomainError('conflict', 'annexes_full', { params: { bytes: BYTES_PER_PROPOSAL } });
  }
}
