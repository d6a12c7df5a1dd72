import { openDatabase } from '@samspel/platform/db/open-database';
import { openLog } from '@samspel/platform/log';
import { EVENTS_QUEUE, readDelivery } from '@samspel/platform/outbox/delivery-job';
import { openQueue } from '@samspel/platform/queue/open-queue';
import { sql } from 'kysely';
import { takeTime } from './fault-handlers.ts';

// For controls: the mistake that the ledger prevents. Each job that comes has its effect, again too.
const url = process.env.DATABASE_URL!;
const db = openDatabase<unknown>({ url, role: 'samspel_app', applicationName: 'bare-worker' });
openQueue({ databaseUrl: url, log: openLog('bare-worker') }).work(
  EVENTS_QUEUE,
  async ({ data }) => {
    const { eventId, handler } = readDelivery(data);
    if (handler !== 'write-effect') return;
    await takeTime();
    await sql`insert into fault.effect (event_id) values (${eventId})`.execute(db);
  },
  { lockMs: 2000 },
);
process.stdout.write('ready\n');
