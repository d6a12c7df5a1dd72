import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { openDatabase } from '@samspel/platform/db/open-database';
import { findRunning } from '@samspel/samspel/run-file';
import type { OpenDocument } from '@samspel/sync/client/document-state';
import type { SyncClient } from '@samspel/sync/client/sync-client';
import { createDocuments } from '@samspel/sync/store/documents';
import { grant, newClient, newPerson } from '@samspel/sync/testing/running-hub';
import { afterAll, expect, test } from 'vitest';
import { XmlText } from 'yjs';
import { eventually } from '../support/eventually.ts';
import { freePort, freePortsFrom } from '../support/free-port.ts';
import { startTestRedis } from '../support/redis.ts';
import { cleanEnvironment, dataFolder, repository, samspel } from './samspel.ts';

const redis = await startTestRedis();
const { folder, remove } = dataFolder();
let started: ChildProcess | undefined;
afterAll(async () => {
  started?.kill('SIGKILL');
  await redis.stop();
  remove();
});

async function start(port: number, metricsPort: number) {
  const settings = { PORT: String(port), METRICS_PORT: String(metricsPort) };
  const env = cleanEnvironment({ ...settings, SAMSPEL_DATA: folder, REDIS_URL: redis.url });
  const command = ['apps/samspel/src/samspel.ts', 'start', '--no-build', '--hubs', '2'];
  const child = spawn(process.execPath, [...command, '--workers', '2'], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  await eventually('ready', () => output.includes('ready at') || child.exitCode !== null, {
    withinMs: 90_000,
  });
  expect(output).toContain('ready at');
  return child;
}

/** Processes of this program that this one has started. */
function childrenOf(pid: number, program: string): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    try {
      const parent = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      return Number(parent) === pid && command.includes(program) ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}

async function metric(port: number, name: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => null);
  const line = (await answer?.text())?.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}

test('several hubs and workers behind one address: a killed one comes back, all stop together', async () => {
  const [port, metricsPort] = [await freePort(), await freePortsFrom(5)];
  const child = await start(port, metricsPort);
  const pid = child.pid as number;
  const hubPorts = [metricsPort + 1, metricsPort + 2];
  expect(childrenOf(pid, 'hub/src/main.ts')).toHaveLength(2);
  expect(childrenOf(pid, 'worker/src/main.ts')).toHaveLength(2);

  const url = findRunning(folder)?.databaseUrl as string;
  const db = openDatabase<unknown>({ url, applicationName: 'test', role: 'samspel_app' });
  const name = 'narrative/several/summary';
  await createDocuments(db, [{ name, scope: 'several', kind: 'narrative', shapeVersion: 1 }]);
  const people = Array.from({ length: 4 }, () => newPerson());
  await grant(db, 'several', [name], people);
  const opened = people.map((person): { client: SyncClient; document: OpenDocument } => {
    const client = newClient(db, `ws://127.0.0.1:${port}`, person, { heartbeatMs: 500 });
    return { client, document: client.open(name) };
  });
  const write = async (text: string) => {
    for (const { document } of opened) {
      document.doc.getXmlFragment('content').insert(0, [new XmlText(text)]);
    }
    await eventually(
      `all have ${text}`,
      () => {
        const contents = opened.map(({ document }) => `${document.doc.getXmlFragment('content')}`);
        const saved = opened.every(({ client }) => client.state.unsaved === 0);
        const whole = contents[0]?.split(text).length === people.length + 1;
        return saved && whole && new Set(contents).size === 1;
      },
      { withinMs: 40_000 },
    );
  };
  await write('ett');
  const sockets = () => Promise.all(hubPorts.map((each) => metric(each, 'samspel_hub_sockets')));
  expect(await sockets()).toEqual([2, 2]);

  const [killed] = childrenOf(pid, 'hub/src/main.ts');
  process.kill(killed as number, 'SIGKILL');
  await write('två');
  const others = () => Promise.all(hubPorts.map((each) => metric(each, 'samspel_hub_other_hubs')));
  await eventually('both hubs', async () => (await others()).join() === '1,1', {
    withinMs: 30_000,
  });
  expect(childrenOf(pid, 'hub/src/main.ts')).not.toContain(killed);
  await write('tre');
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);

  await Promise.all(opened.map(({ client }) => client.close()));
  await db.destroy();
  const all = ['hub/src/main.ts', 'worker/src/main.ts'].flatMap((each) => childrenOf(pid, each));
  expect(all).toHaveLength(4);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  const alive = (each: number) => {
    try {
      return process.kill(each, 0);
    } catch {
      return false;
    }
  };
  expect(all.filter(alive)).toEqual([]);
});

test('several processes without Redis, and a number that is none, are one clear line', async () => {
  const env = { SAMSPEL_DATA: folder, PORT: String(await freePort()) };
  const without = await samspel(['start', '--no-build', '--hubs', '2'], { env });
  expect(without).toMatchObject({ code: 1, stdout: '' });
  expect(without.stderr.trim()).toBe(
    '--hubs and --workers need REDIS_URL: processes tell each other over Redis.',
  );
  const many = await samspel(['start', '--workers', 'many'], { env });
  expect(many.code).toBe(2);
  expect(many.stderr).toContain('--workers: "many" is not a number from 1 to 64');
});
