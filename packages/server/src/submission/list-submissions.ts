import { DomainError } from '@samspel/domain/errors';
import type { SubmissionRow } from '@samspel/domain/submission/submission-view';
import { sql } from 'kysely';
import { type Context, withActor } from '../command.ts';
import type { Trx } from '../database.ts';

/** What an officer's call has received, the latest first: submissions alone, nothing about drafts. */
export function listSubmissionsOfCall(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { callId }: { callId: string },
): Promise<SubmissionRow[]> {
  return withActor(db, actor, async (trx) => {
    // Whoever is no officer of it is not told whether the call has submissions, or exists.
    if (actor.kind !== 'person' || !actor.officerOf.includes(callId)) {
      throw new DomainError('not_found', 'absent');
    }
    const rows = await received(trx, callId);
    const latest = new Map<string, number>();
    for (const { proposalId, number } of rows) {
      latest.set(proposalId, Math.max(number, latest.get(proposalId) ?? 0));
    }
    return rows.map(({ proposalId, receivedAt, totalMinor, euMinor, sha256, ...row }) => ({
      ...row,
      receivedAt: receivedAt.toISOString(),
      totalMinor: totalMinor.toString(),
      euMinor: euMinor.toString(),
      sha256: sha256.toString('hex'),
      current: latest.get(proposalId) === row.number,
    }));
  });
}

interface Received
  extends Omit<SubmissionRow, 'receivedAt' | 'totalMinor' | 'euMinor' | 'current' | 'sha256'> {
  proposalId: string;
  receivedAt: Date;
  totalMinor: bigint;
  euMinor: bigint;
  sha256: Buffer;
}

/**
 * A few words of each: hundreds of whole applications would hold this process while it read them, and
 * one that cannot be read would hide all the others.
 */
async function received(trx: Trx, callId: string): Promise<Received[]> {
  const { rows } = await sql<Received>`
    select s.id, s.proposal_id, s.reference, s.number, s.received_at, s.total_minor, s.eu_minor, s.currency,
      s.sha256, s.pdf_sha256 is not null as pdf_ready,
      coalesce(d.proposal ->> 'title', '') as title, coalesce(d.proposal ->> 'acronym', '') as acronym,
      coalesce(p.lead_name, '') as lead_name, coalesce(p.partner_names, '{}') as partner_names
    from samspel.submission s
    cross join lateral json_to_record(s.content::json) as d(proposal json, partners json)
    left join lateral (
      select min(one ->> 'organisationName') filter (where one ->> 'role' = 'lead') as lead_name,
        array_agg(one ->> 'organisationName' order by place) filter (where one ->> 'role' <> 'lead') as partner_names
      from json_array_elements(d.partners) with ordinality as e(one, place)
    ) p on true
    where s.call_id = ${callId} and s.withdrawn_at is null
    order by s.received_at desc, s.id desc`.execute(trx);
  return rows;
}
