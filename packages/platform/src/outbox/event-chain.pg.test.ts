import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { asSystem } from '../db/as-system.ts';
import { newId } from '../ids.ts';
import { appendEvent } from './append-event.ts';
import { verifyAllChains, verifyChain } from './verify-chain.ts';

const database = await testDatabase();

function append(aggregateId: string, payload: object = {}) {
  return asSystem(database.app, (trx) =>
    appendEvent(trx, {
      aggregateKind: 'proposal',
      aggregateId,
      type: 'proposal.described',
      payload,
      actorId: null,
    }),
  );
}

async function chainOf(length: number) {
  const id = newId();
  const heads = [];
  for (let n = 1; n <= length; n += 1) heads.push(await append(id, { n }));
  return { id, heads };
}

// What a thief with the owner's password can do: triggers do not stop a superuser.
async function tamper(statement: string) {
  await database.owner.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql.raw(statement).execute(trx);
  });
}

describe('appending an event', () => {
  test('raises the version of its aggregate and publishes nothing yet', async () => {
    const { id, heads } = await chainOf(3);
    expect(heads.map((head) => head.version)).toEqual([1, 2, 3]);
    const events = await database.owner
      .selectFrom('event')
      .selectAll()
      .where('aggregateId', '=', id)
      .orderBy('version')
      .execute();
    expect(events.map((event) => [event.version, event.type, event.publishedAt])).toEqual([
      [1, 'proposal.described', null],
      [2, 'proposal.described', null],
      [3, 'proposal.described', null],
    ]);
    expect(events[2]!.prevHash).toEqual(events[1]!.hash);
  });

  test('40 writers of one aggregate get 40 consecutive versions and one whole chain', async () => {
    const id = newId();
    const appended = await Promise.all(Array.from({ length: 40 }, () => append(id)));
    const versions = appended.map((event) => event.version).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(await verifyChain(database.owner, id)).toEqual([]);
  });

  test('leaves nothing when its transaction fails', async () => {
    const id = newId();
    const failing = asSystem(database.app, async (trx) => {
      await appendEvent(trx, {
        aggregateKind: 'proposal',
        aggregateId: id,
        type: 'proposal.described',
        payload: {},
        actorId: null,
      });
      throw new Error('the command failed');
    });
    await expect(failing).rejects.toThrow('the command failed');
    const found = await database.owner
      .selectFrom('aggregate')
      .select('id')
      .where('id', '=', id)
      .execute();
    expect(found).toEqual([]);
  });

  test('refuses an aggregate of another kind, a lone surrogate and NUL', async () => {
    const { id } = await chainOf(1);
    const other = asSystem(database.app, (trx) =>
      appendEvent(trx, {
        aggregateKind: 'call',
        aggregateId: id,
        type: 'call.published',
        payload: {},
        actorId: null,
      }),
    );
    await expect(other).rejects.toThrow('is a proposal, not a call');
    await expect(append(id, { text: '\ud800' })).rejects.toThrow('lone surrogate');
    await expect(append(id, { text: '\u0000' })).rejects.toThrow();
    expect(await verifyChain(database.owner, id)).toEqual([]);
  });

  test('hashes what the database gives back: unicode, numbers, nesting, key order', async () => {
    const id = newId();
    await append(id, {
      ö: 'Å\u0301 \ud83d\ude00 "\\ \u2028',
      b: [1, 0.1, 1e21, 1e-7, -0, 9007199254740991],
      a: { z: null, camelCase: true, snake_case: [{ '': 'x' }] },
    });
    expect(await verifyChain(database.owner, id)).toEqual([]);
  });
});

describe('the application role', () => {
  test.each([
    `update samspel.event set payload = '{}'`,
    `update samspel.event set at = samspel.now()`,
    'delete from samspel.event',
    'truncate samspel.event',
  ])('may not: %s', async (statement) => {
    await chainOf(1);
    const trying = asSystem(database.app, (trx) => sql.raw(statement).execute(trx));
    await expect(trying).rejects.toThrow(/permission denied/);
  });
});

describe('verifying a chain', () => {
  const change = (id: string, version: number) => `aggregate_id = '${id}' and version = ${version}`;

  test('finds an altered entry', async () => {
    const { id } = await chainOf(4);
    await tamper(`update samspel.event set payload = '{"n": 9}' where ${change(id, 2)}`);
    expect(await verifyChain(database.owner, id)).toEqual([
      { aggregateId: id, version: 2, fault: 'altered' },
    ]);
  });

  test.each(['actor_id = gen_random_uuid()', "at = at + interval '1 ms'", "type = 'x.y'"])(
    'finds %s',
    async (assignment) => {
      const { id } = await chainOf(2);
      await tamper(`update samspel.event set ${assignment} where ${change(id, 1)}`);
      expect((await verifyChain(database.owner, id))[0]).toMatchObject({ fault: 'altered' });
    },
  );

  test('finds a deleted entry', async () => {
    const { id } = await chainOf(4);
    await tamper(`delete from samspel.event where ${change(id, 2)}`);
    const faults = (await verifyChain(database.owner, id)).map((found) => found.fault);
    expect(faults).toContain('missing');
  });

  test('finds two entries that changed places', async () => {
    const { id } = await chainOf(4);
    await tamper(`update samspel.event set version = -2 where ${change(id, 2)};
      update samspel.event set version = 2 where ${change(id, 3)};
      update samspel.event set version = 3 where ${change(id, -2)}`);
    const faults = (await verifyChain(database.owner, id)).map((found) => found.fault);
    expect(faults).toContain('out_of_order');
  });

  test('finds a cut tail by the aggregate, and by a known head when that row was cut too', async () => {
    const { id, heads } = await chainOf(4);
    await tamper(`delete from samspel.event where ${change(id, 4)}`);
    expect(await verifyChain(database.owner, id)).toEqual([
      { aggregateId: id, version: 4, fault: 'truncated' },
    ]);
    const hash = heads[2]!.hash.toString('hex');
    await tamper(
      `update samspel.aggregate set version = 3, head = '\\x${hash}' where id = '${id}'`,
    );
    expect(await verifyChain(database.owner, id)).toEqual([]);
    const receipt = { version: 4, hash: heads[3]!.hash };
    expect(await verifyChain(database.owner, id, [receipt])).toEqual([
      { aggregateId: id, version: 4, fault: 'truncated' },
    ]);
  });

  test('finds a history written anew by a known head', async () => {
    const { id, heads } = await chainOf(2);
    await tamper(`delete from samspel.event where aggregate_id = '${id}';
      delete from samspel.aggregate where id = '${id}'`);
    await append(id, { n: 'another story' });
    await append(id, { n: 2 });
    expect(await verifyChain(database.owner, id)).toEqual([]);
    expect(await verifyChain(database.owner, id, heads)).toEqual([
      { aggregateId: id, version: 1, fault: 'head_mismatch' },
      { aggregateId: id, version: 2, fault: 'head_mismatch' },
    ]);
  });

  test('goes through all aggregates and counts their entries', async () => {
    const { id } = await chainOf(3);
    await tamper(`update samspel.event set type = 'x.y' where ${change(id, 3)}`);
    const found: string[] = [];
    const total = await verifyAllChains(database.owner, (fault) => found.push(fault.aggregateId));
    expect(found).toContain(id);
    expect(total.entries).toBeGreaterThan(3);
  });
});
