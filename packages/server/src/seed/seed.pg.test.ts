import { checkProposal } from '@samspel/domain/proposal/check-proposal';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { withActor } from '../command.ts';
import { loadApplication } from '../proposal/reading/load-application.ts';
import { isEmptyInstallation } from './is-empty.ts';
import { seedDemo } from './seed-demo.ts';
import { seedReference } from './seed-reference.ts';

const database = await testDatabase();
const { app } = database;

const counts = async () => {
  const count = async (table: 'organisation' | 'call' | 'person' | 'proposal' | 'event') => {
    const rows = await database.owner.selectFrom(table).select('id').execute();
    return rows.length;
  };
  return {
    organisations: await count('organisation'),
    calls: await count('call'),
    people: await count('person'),
    proposals: await count('proposal'),
    events: await count('event'),
  };
};

test('reference and demo data are there once, however often they are seeded', async () => {
  expect(await isEmptyInstallation(app)).toBe(true);
  await seedReference(app);
  expect(await isEmptyInstallation(app)).toBe(true);
  await seedDemo(app);
  expect(await isEmptyInstallation(app)).toBe(false);
  const first = await counts();
  expect(first).toMatchObject({ organisations: 24, calls: 2, people: 7, proposals: 1 });
  await seedReference(app);
  await seedDemo(app);
  expect(await counts()).toEqual(first);
});

test('the demo consortium holds the worked example to the cent', async () => {
  const { id } = await database.owner.selectFrom('proposal').select('id').executeTakeFirstOrThrow();
  const readiness = await withActor(app, { kind: 'system' }, async (trx) =>
    checkProposal(await loadApplication(trx, id, new Date())),
  );
  expect(readiness.budget.total).toBe(44843016n);
  expect(readiness.budget.eu).toBe(22421507n);
  expect(readiness.budget.own).toBe(22421509n);
  expect(readiness.eligibility.qualifies).toBe(true);
  const [lead] = readiness.budget.partners;
  expect(lead?.sources.map(({ amount }) => amount)).toEqual([6340000n, 3170000n, 1056667n]);
  const broken = new Set(
    readiness.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
  );
  expect([...broken].sort()).toEqual(['AX1', 'CF1', 'NA2', 'SO1']);
  expect(readiness.findings.filter(({ rule }) => rule.startsWith('WP'))).toEqual([]);
});

test('calls seeded before there were annexes ask for them after the next start; one that says it wants none is left alone', async () => {
  const annexesOf = async () => {
    const calls = await database.owner.selectFrom('call').selectAll().orderBy('code').execute();
    return calls.map(
      ({ definition }) => (definition as { annexes?: { key: string }[] }).annexes?.length,
    );
  };
  const asSeeded = await annexesOf();
  expect(asSeeded).toEqual([5, 4]);
  await sql`update samspel.call set definition = definition - 'annexes' where code = 'INTERREG-KLUSTER'`.execute(
    database.owner,
  );
  await sql`update samspel.call set definition = jsonb_set(definition, '{annexes}', '[]') where code = 'KLUSTER-2021-27'`.execute(
    database.owner,
  );
  await seedReference(app);
  expect(await annexesOf()).toEqual([5, 0]);
  const events = await database.owner
    .selectFrom('event')
    .select('payload')
    .where('type', '=', 'call.amended')
    .execute();
  expect(events).toMatchObject([{ payload: { fields: ['annexes'] } }]);
});
