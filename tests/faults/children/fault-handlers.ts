import { once } from 'node:events';
import { openDatabase } from '@samspel/platform/db/open-database';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { Handler, Handlers } from '@samspel/platform/outbox/handler';
import { type Kysely, sql } from 'kysely';

export const eventType = 'proposal.described';

/** With FAULT_WAITS the first job is held until the test says SIGUSR2. */
let waits = process.env.FAULT_WAITS === '1';
export const takeTime = async () => {
  if (!waits) return;
  waits = false;
  const goOn = once(process, 'SIGUSR2');
  process.stdout.write('working\n');
  await goOn;
};

/** Writes its effect through the delivery's own transaction. */
const writeEffect: Handler = {
  name: 'write-effect',
  async handle(trx, event) {
    await takeTime();
    await sql`insert into fault.effect (event_id) values (${event.id})`.execute(trx);
  },
};

const writeMail: Handler = {
  name: 'write-mail',
  async handle(trx, event) {
    await queueMail(trx, {
      effectKey: `fault/${event.id}`,
      to: 'coordinator@mobile-heights.example',
      subject: event.id,
      text: 'Text',
      html: '<p>Text</p>',
    });
  },
};

/** The mistake that the ledger prevents: the effect is committed apart from the row that says it is done. */
function unprotected(db: Kysely<unknown>): Handler {
  return {
    name: 'write-effect',
    async handle(_trx, event) {
      await takeTime();
      await sql`insert into fault.effect (event_id) values (${event.id})`.execute(db);
    },
  };
}

export function faultHandlers(databaseUrl: string, protectedEffects: boolean): Handlers {
  if (protectedEffects) return { [eventType]: [writeEffect, writeMail] };
  const db = openDatabase<unknown>({
    url: databaseUrl,
    role: 'samspel_app',
    applicationName: 'unprotected',
  });
  return { [eventType]: [unprotected(db)] };
}

/** No unique key on purpose: a doubled effect must be seen, not prevented. */
export const faultTables = `
create schema fault;
create table fault.command (id uuid primary key, event_id uuid);
create table fault.effect (event_id uuid not null, at timestamptz not null default samspel.now());
grant usage on schema fault to samspel_app;
grant select, insert on all tables in schema fault to samspel_app;
`;
