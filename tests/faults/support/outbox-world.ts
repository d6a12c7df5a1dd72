import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { startTestRedis } from '../../support/redis.ts';
import { faultTables } from '../children/fault-handlers.ts';
import { startChild } from './child.ts';

export interface World {
  redisUrl?: string;
}

/** Commands, the workers that do what follows from them, and what came of it. */
export async function outboxWorld() {
  const database = await testDatabase();
  await sql.raw(faultTables).execute(database.owner);
  const mailServer = await startMailServer();
  const redis = await startTestRedis();
  const folder = await mkdtemp(path.join(tmpdir(), 'samspel-faults-'));
  afterAll(async () => {
    await mailServer.stop();
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    await sql`truncate fault.effect, fault.command, samspel.mail, samspel.event, samspel.aggregate,
      bullmq.job cascade`.execute(database.owner);
    // A worker with a fast clock has put the queue's next look for lost jobs into the future.
    await sql`delete from bullmq.meta where field = 'stalled-check'`.execute(database.owner);
    mailServer.received.length = 0;
  });

  const env = (world: World, more: Record<string, string> = {}) => ({
    DATABASE_URL: database.url,
    SMTP_URL: mailServer.url,
    SAMSPEL_DATA: folder,
    ...(world.redisUrl ? { REDIS_URL: world.redisUrl } : {}),
    ...more,
  });

  async function eventIdsOf(table: 'fault.command' | 'fault.effect'): Promise<string[]> {
    const { rows } = await sql<{ eventId: string }>`
      select event_id from ${sql.raw(table)} order by event_id`.execute(database.owner);
    return rows.map((row) => row.eventId);
  }

  const mailsSent = async () => {
    const { rows } = await sql<{ sent: number }>`
      select count(*)::int as sent from samspel.mail where state = 'sent'`.execute(database.owner);
    return rows[0]!.sent;
  };

  /**
   * What has come of the committed commands, once nothing more is to be expected: effects and mails that
   * never came, that came twice, that nobody had ordered, and mails that came again under their own id.
   */
  async function whatCame() {
    const commands = await eventIdsOf('fault.command');
    const all = async () => {
      const effects = new Set(await eventIdsOf('fault.effect'));
      return effects.size >= commands.length && (await mailsSent()) >= commands.length;
    };
    await eventually('an effect and a sent mail for each command', all, { withinMs: 90_000 }).catch(
      // Counted below.
      () => {},
    );
    // Whatever would come twice has its chance to.
    await wait(500);
    const effects = await eventIdsOf('fault.effect');
    const mails = mailServer.received.map(({ parsed }) => parsed);
    const [done, told] = [new Set(effects), new Set(mails.map(({ subject }) => subject))];
    const messages = new Set(mails.map(({ messageId }) => messageId));
    const ordered = new Set<string | undefined>(commands);
    const missing = (of: ReadonlySet<string | undefined>) =>
      commands.filter((id) => !of.has(id)).length;
    return {
      commands: commands.length,
      lost: missing(done) + missing(told),
      doubled: effects.length - done.size + (messages.size - told.size),
      strange: [...done, ...told].filter((id) => !ordered.has(id)).length,
      copies: mails.length - messages.size,
    };
  }

  return {
    ...{ database, mailServer, redis, eventIdsOf, mailsSent },
    startWorker: (world: World, more?: Record<string, string>) =>
      startChild('worker.ts', env(world, more)),
    /** Does the effect of each job and keeps no account of it. */
    startBareWorker: (more?: Record<string, string>) => startChild('bare-worker.ts', env({}, more)),
    produce: (world: World, commands: number, more?: Record<string, string>) =>
      startChild('producer.ts', env(world, { FAULT_COMMANDS: String(commands), ...more })),

    whatCame,

    /** Every committed command has its effect and its mail, exactly once; nothing else has. */
    async expectOnce({ copiesAllowed }: { copiesAllowed: number }): Promise<void> {
      const { lost, doubled, strange, copies } = await whatCame();
      expect({ lost, doubled, strange }).toEqual({ lost: 0, doubled: 0, strange: 0 });
      expect(copies).toBeLessThanOrEqual(copiesAllowed);
    },
  };
}
