import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { openStage } from '../../../tests/support/stage.ts';
import { buildWorld } from '../../../tests/support/world.ts';
import { withActor } from './command.ts';
import type { Trx } from './database.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { ids } = await buildWorld(stage);

// Known to everybody who is signed in, or no consortium's: the directory, calls, names, the log's heads.
const shared = new Set([
  'aggregate',
  'call',
  'event_delivery',
  'file',
  'membership',
  'migration',
  'migration_lock',
  'organisation',
  'person',
]);

async function tables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'samspel'::regnamespace and c.relkind = 'r' order by 1`.execute(
    database.owner,
  );
  return rows.map(({ name }) => name).filter((name) => !shared.has(name));
}

const countIn = async (trx: Trx, table: string) => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(`samspel.${table}`)}`.execute(trx);
  return rows[0]!.count;
};

describe('with the application’s own checks left out', () => {
  test.each([
    'outsider@elsewhere.example',
    'admin@samspel.example',
    'former@smart-textiles.example',
  ])('%s finds no row of any consortium', async (email) => {
    const actor = await stage.actor(email);
    const found: Record<string, number> = {};
    await withActor(database.app, actor, async (trx) => {
      for (const table of await tables()) {
        const count = await countIn(trx, table);
        if (count > 0) found[table] = count;
      }
    });
    // What happened to themselves is theirs.
    const { event = 0, notification = 0, ...others } = found;
    expect(others).toEqual({});
    const own = await withActor(database.app, actor, (trx) =>
      trx.selectFrom('event').select('aggregateId').execute(),
    );
    expect(own.filter(({ aggregateId }) => aggregateId !== actor.personId)).toEqual([]);
    expect(event).toBe(own.length);
    expect(notification).toBeLessThan(50);
  });

  test('the authority’s officer finds what was submitted and nothing of drafts', async () => {
    const actor = await stage.actor('officer@tillvaxtverket.example');
    const visible: string[] = [];
    await withActor(database.app, actor, async (trx) => {
      for (const table of await tables()) {
        if ((await countIn(trx, table)) > 0) visible.push(table);
      }
    });
    expect(visible.filter((table) => table !== 'event')).toEqual(['submission']);
  });

  test('another consortium’s coordinator finds its own and nothing else', async () => {
    const actor = await stage.actor('coordinator@automation-region.example');
    const proposals = await withActor(database.app, actor, (trx) =>
      trx.selectFrom('proposal').select('id').execute(),
    );
    expect(proposals).toHaveLength(1);
    expect(proposals[0]!.id).not.toBe(ids.proposalId);
  });

  test('nobody writes into another’s consortium, nor makes themselves a member of it', async () => {
    const actor = await stage.actor('outsider@elsewhere.example');
    const attempts: ((trx: Trx) => Promise<unknown>)[] = [
      (trx) =>
        trx
          .insertInto('proposalMember')
          .values({
            id: crypto.randomUUID(),
            proposalId: ids.proposalId,
            partnerId: ids.partnerId,
            personId: actor.personId,
            role: 'coordinator',
            toAt: null,
          })
          .execute(),
      (trx) =>
        sql`insert into samspel.event (id, aggregate_id, aggregate_kind, version, type, payload, actor_id, at, hash)
          values (gen_random_uuid(), ${ids.proposalId}, 'proposal', 999, 'proposal.created', '{}', ${ids.editorPersonId}, now(), '')`.execute(
          trx,
        ),
    ];
    for (const attempt of attempts) {
      await expect(withActor(database.app, actor, attempt)).rejects.toThrow(/row-level security/);
    }
    const changed = await withActor(database.app, actor, (trx) =>
      trx
        .updateTable('proposal')
        .set({ title: 'Taget' })
        .where('id', '=', ids.proposalId)
        .executeTakeFirst(),
    );
    expect(changed.numUpdatedRows).toBe(0n);
  });

  test('the log and a submission are written once: not even the system changes them', async () => {
    const system = { kind: 'system' } as const;
    const attempts = [
      sql`update samspel.event set payload = '{}'`,
      sql`delete from samspel.event`,
      sql`update samspel.submission set total_minor = 1`,
      sql`delete from samspel.submission`,
      sql`delete from samspel.proposal`,
    ];
    for (const attempt of attempts) {
      await expect(withActor(database.app, system, (trx) => attempt.execute(trx))).rejects.toThrow(
        /permission denied/,
      );
    }
  });

  test('without an actor nothing is visible, and one transaction’s actor is not the next one’s', async () => {
    const actor = await stage.actor('coordinator@mobile-heights.example');
    const mine = await withActor(database.app, actor, (trx) => countIn(trx, 'proposal'));
    expect(mine).toBeGreaterThan(0);
    for (let times = 0; times < 12; times += 1) {
      const left = await database.app.selectFrom('proposal').select('id').execute();
      expect(left).toEqual([]);
    }
  });
});
