import { connect, type Socket } from 'node:net';
import { newId } from '@samspel/platform/ids';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readyApplication } from '../../../tests/support/application.ts';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { runApi, secret } from '../../../tests/support/running-api.ts';
import { openStage } from '../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const api = await runApi(database, { demo: true });
afterAll(() => api.end());
afterEach(() => database.setClock({ offsetMs: 0 }));

const { closesAt: closing } = await database.owner
  .selectFrom('call')
  .select('closesAt')
  .where('code', '=', 'INTERREG-KLUSTER')
  .executeTakeFirstOrThrow();

const poolSize = 15;
const email = 'coordinator@mobile-heights.example';

async function coordinator() {
  await stage.person(email);
  const visitor = api.browser();
  await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
  return visitor;
}

async function countConnections(application: string, condition: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = ${application}
      and ${sql.raw(condition)}`.execute(database.owner);
  return rows[0]!.count;
}

const lateByASecond = () => database.setClock({ fixedAt: new Date(closing.getTime() + 1000) });

describe('the instant of a submission over HTTP', () => {
  test('is taken while every connection of the common pool is busy', async () => {
    const { proposalId } = await readyApplication(stage);
    const visitor = await coordinator();
    await database.setClock({ fixedAt: closing });
    const pending = await database.owner.transaction().execute(async (trx) => {
      await sql`select 1 from samspel.proposal where id = ${proposalId} for update`.execute(trx);
      const crowd = Array.from({ length: poolSize }, () =>
        visitor.post('/api/trpc/proposal.describe', { id: proposalId, expectedVersion: 0 }),
      );
      await eventually('the pool is busy', async () => {
        return (await countConnections('samspel-api', "wait_event_type = 'Lock'")) === poolSize;
      });
      const answer = visitor.call<{ outcome: string }>('proposal.submit', {
        id: proposalId,
        intentId: newId(),
      });
      answer.catch(() => {});
      await eventually('the instant is taken', async () => {
        return (await countConnections('samspel-api-clock', "query like '%date_trunc%'")) > 0;
      });
      await lateByASecond();
      return { answer, crowd };
    });
    expect(await pending.answer).toMatchObject({
      outcome: 'accepted',
      submission: { receivedAt: closing.toISOString() },
    });
    await Promise.all(pending.crowd);
  });

  test('is that of its last byte: a body held back wins no time', async () => {
    const { proposalId } = await readyApplication(stage);
    const visitor = await coordinator();
    await database.setClock({ fixedAt: closing });
    const body = JSON.stringify({ id: proposalId, intentId: newId() });
    const socket = await connected();
    const answer = answerOf(socket);
    socket.write(
      `POST /api/trpc/proposal.submit HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nOrigin: ${api.origin}\r\n` +
        `Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nCookie: ${visitor.cookieHeader}\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.slice(0, 10)}`,
    );
    // Answered after the half request on its own connection: the server has that one in hand.
    await visitor.get('/healthz');
    await lateByASecond();
    socket.write(body.slice(10));
    expect(await answer).toContain('"reason":"late"');
  });
});

const connected = () =>
  new Promise<Socket>((resolve) => {
    const socket = connect(api.port, '127.0.0.1', () => resolve(socket));
  });

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}
