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

  return {
    ...{ database, mailServer, redis, eventIdsOf },
    startWorker: (world: World, more?: Record<string, string>) =>
      startChild('worker.ts', env(world, more)),
    /** Does the effect of each job and keeps no account of it. */
    startBareWorker: (more?: Record<string, string>) => startChild('bare-worker.ts', env({}, more)),
    produce: (world: World, commands: number, more?: Record<string, string>) =>
      startChild('producer.ts', env(world, { FAULT_COMMANDS: String(commands), ...more })),

    /** Every committed command has its effect and its mail, exactly once; nothing else has. */
    async expectOnce({ copiesAllowed }: { copiesAllowed: number }): Promise<void> {
      const commands = await eventIdsOf('fault.command');
      await eventually(
        'an effect and a sent mail for each command',
        async () => {
          const effects = new Set(await eventIdsOf('fault.effect'));
          return effects.size >= commands.length && (await mailsSent()) >= commands.length;
        },
        { withinMs: 90_000 },
      );
      // Whatever would come twice has its chance to.
      await wait(500);
      expect(await eventIdsOf('fault.effect')).toEqual(commands);
      const subjects = mailServer.received.map((mail) => mail.parsed.subject);
      expect([...new Set(subjects)].toSorted()).toEqual(commands);
      const messageIds = new Set(mailServer.received.map((mail) => mail.parsed.messageId));
      expect(messageIds.size).toBe(commands.length);
      expect(subjects.length - commands.length).toBeLessThanOrEqual(copiesAllowed);
    },
  };
}
