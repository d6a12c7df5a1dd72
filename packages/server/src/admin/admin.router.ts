import { databaseNow } from '@samspel/platform/clock';
import { sql } from 'kysely';
import { z } from 'zod';
import { withActor } from '../command.ts';
import { listPeople } from '../person/person.queries.ts';
import { admin, router } from '../trpc.ts';

const Nothing = z.strictObject({}).optional();

export const adminRouter = router({
  /** Numbers that say whether mails and events flow; no content, no names. */
  health: admin.input(Nothing).query(({ ctx }) =>
    withActor(ctx.db, { kind: 'system' }, async (trx) => {
      const { rows } = await sql<Record<string, number>>`
        select
          (select count(*)::int from samspel.event where published_at is null) as "eventsWaiting",
          (select count(*)::int from samspel.event_delivery where parked_at is not null) as "deliveriesParked",
          (select count(*)::int from samspel.event_delivery
            where handled_at is null and parked_at is null) as "deliveriesOpen",
          (select count(*)::int from samspel.mail where state = 'queued') as "mailsQueued",
          (select count(*)::int from samspel.mail where state = 'failed') as "mailsFailed"`.execute(
        trx,
      );
      return { ...rows[0]!, serverTime: (await databaseNow(trx)).toISOString() } as HealthView;
    }),
  ),
  people: admin
    .input(Nothing)
    .query(({ ctx }) => withActor(ctx.db, { kind: 'system' }, (trx) => listPeople(trx))),
});

interface HealthView {
  eventsWaiting: number;
  deliveriesParked: number;
  deliveriesOpen: number;
  mailsQueued: number;
  mailsFailed: number;
  serverTime: string;
}
