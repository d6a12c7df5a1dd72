import { asSystem } from '@samspel/platform/db/as-system';
import { sql } from 'kysely';
import type { Db } from '../../database.ts';

export interface Undecided {
  intentId: string;
  proposalId: string;
  receivedAt: Date;
  attempts: number;
  /** Waiting: still frozen. Handed back: reopened after a failure of ours, and not submitted since. */
  state: 'waiting' | 'handed_back';
}

/** Submissions that the system could not decide and that somebody must look at; the oldest first. */
export function listUndecided(db: Db): Promise<Undecided[]> {
  return asSystem(db, async (trx) => {
    const { rows } = await sql<Undecided>`
      select id as "intentId", proposal_id as "proposalId", received_at as "receivedAt", attempts,
        case state when 'received' then 'waiting' else 'handed_back' end as state
      from samspel.submit_intent i
      where (state = 'received' and received_at < samspel.now() - interval '1 minute')
        or (findings @> '[{"rule":"SY1"}]' and finished_at > samspel.now() - interval '72 hours'
          and not exists (select 1 from samspel.submit_intent later
            where later.proposal_id = i.proposal_id and later.id <> i.id
              and coalesce(later.finished_at, 'infinity') > i.finished_at))
      order by received_at
      limit 100`.execute(trx);
    return rows;
  });
}
