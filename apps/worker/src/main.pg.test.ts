import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { asSystem } from '@samspel/platform/db/as-system';
import { newId } from '@samspel/platform/ids';
import { appendEvent } from '@samspel/platform/outbox/append-event';
import { afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';

const database = await testDatabase();
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  const exit = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const output = { text: '' };
  child.stderr.on('data', (data: Buffer) => {
    output.text += data.toString();
  });
  return { child, exit, output };
}

describe('the worker as a process of its own', () => {
  test('relays with the product handlers, and ends cleanly on SIGTERM', async () => {
    const { child, exit, output } = run({
      DATABASE_URL: database.url,
      SAMSPEL_DATA: '/nonexistent',
    });
    await eventually('the worker', () => output.text.includes('worker ready'));
    const { eventId } = await asSystem(database.app, (trx) =>
      appendEvent(trx, {
        aggregateKind: 'proposal',
        aggregateId: newId(),
        type: 'proposal.described',
        payload: { proposalId: newId(), fields: ['title'] },
        actorId: null,
      }),
    );
    await eventually('the mark', async () => {
      const { publishedAt } = await database.owner
        .selectFrom('event')
        .select('publishedAt')
        .where('id', '=', eventId)
        .executeTakeFirstOrThrow();
      return publishedAt !== null;
    });
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  test('says in one line what is missing', async () => {
    const { exit, output } = run({ PORT: 'x' });
    expect(await exit).toBe(1);
    expect(output.text.trim().split('\n')).toHaveLength(1);
    expect(output.text).toContain('PORT: ');
    const without = run({});
    expect(await without.exit).toBe(1);
    expect(without.output.text).toBe('DATABASE_URL: a worker of its own needs it\n');
  });

  test('ends when the database cannot be reached', async () => {
    const { exit, output } = run({ DATABASE_URL: 'postgres://x:hunter2@127.0.0.1:1/none' });
    expect(await exit).toBe(1);
    expect(output.text).toContain('ECONNREFUSED');
    expect(output.text).not.toContain('hunter2');
  });
});
