import { asSystem } from '@samspel/platform/db/as-system';
import { openDatabase } from '@samspel/platform/db/open-database';
import { failpoint } from '@samspel/platform/failpoint';
import { newId } from '@samspel/platform/ids';
import { openLog } from '@samspel/platform/log';
import { appendEvent } from '@samspel/platform/outbox/append-event';
import { EVENTS_QUEUE } from '@samspel/platform/outbox/delivery-job';
import { openQueue } from '@samspel/platform/queue/open-queue';
import { sql } from 'kysely';
import { eventType } from './fault-handlers.ts';

// What an API process does: a business row and its event in one transaction, then a hint.
const url = process.env.DATABASE_URL!;
const count = Number(process.env.FAULT_COMMANDS ?? '1');
const db = openDatabase<unknown>({ url, role: 'samspel_app', applicationName: 'producer' });

async function command(): Promise<void> {
  await asSystem(db, async (trx) => {
    const { eventId } = await appendEvent(trx, {
      aggregateKind: 'proposal',
      aggregateId: newId(),
      type: eventType,
      payload: {},
      actorId: null,
    });
    await sql`insert into fault.command (id, event_id) values (${newId()}, ${eventId})`.execute(
      trx,
    );
    failpoint('command-before-commit');
  });
  failpoint('command-after-commit');
}

/** The mistake that the outbox prevents: the job is queued by hand after the commit. */
async function dualWrite(): Promise<void> {
  const queue = openQueue({ databaseUrl: url, log: openLog('producer') });
  const eventId = newId();
  await asSystem(db, (trx) =>
    sql`insert into fault.command (id, event_id) values (${newId()}, ${eventId})`.execute(trx),
  );
  failpoint('command-after-commit');
  const data = { eventId, handler: 'write-effect' };
  await queue.add(EVENTS_QUEUE, [{ data, options: { jobId: `${eventId}_write-effect` } }]);
  await queue.close();
}

for (let n = 0; n < count; n += 1) {
  if (process.env.FAULT_DUAL_WRITE === '1') await dualWrite();
  else await command();
}
await db.destroy();
