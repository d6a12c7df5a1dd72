import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cleanEnvironment, dataFolder, program, repository, samspel } from './samspel.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
const place = () => {
  const { folder, remove } = dataFolder();
  cleanups.push(remove);
  return folder;
};
const oneLine = (text: string) => expect(text.trim().split('\n')).toHaveLength(1);

describe('what an operator gets wrong is one clear line', () => {
  test('an unreachable DATABASE_URL', async () => {
    const env = { SAMSPEL_DATA: place(), DATABASE_URL: 'postgresql://x:secret@127.0.0.1:1/x' };
    const { code, stderr } = await samspel(['migrate'], { env });
    expect(code).toBe(1);
    oneLine(stderr);
    expect(stderr).toContain('127.0.0.1:1');
    expect(stderr).not.toContain('secret');
  });

  test('a setting of the wrong shape is named, its value is not shown', async () => {
    const env = { SAMSPEL_DATA: place(), DATABASE_URL: 'mysql://x:secret@y/z', PORT: 'web' };
    const { code, stderr } = await samspel(['migrate'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('DATABASE_URL');
    expect(stderr).toContain('PORT');
    expect(stderr).not.toContain('secret');
  });

  test('a taken port', async () => {
    const server: Server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    cleanups.push(() => server.close());
    const env = { SAMSPEL_DATA: place(), PORT: String(port) };
    const { code, stderr } = await samspel(['start', '--no-build'], { env });
    expect(code).toBe(1);
    oneLine(stderr);
    expect(stderr).toContain(`Port ${port}`);
  });

  test('a secret file that is no secret, and one that cannot be read', async () => {
    const folder = place();
    const file = path.join(folder, 'my-secret');
    writeFileSync(file, 'short\n');
    const env = { SAMSPEL_DATA: folder, SAMSPEL_SECRET_FILE: file };
    const short = await samspel(['start', '--no-build'], { env });
    expect(short.code).toBe(1);
    oneLine(short.stderr);
    expect(short.stderr).toContain(file);
    const lost = { ...env, SAMSPEL_SECRET_FILE: path.join(folder, 'no/such/folder') };
    const missing = await samspel(['start', '--no-build'], { env: lost });
    expect(missing.code).toBe(1);
    oneLine(missing.stderr);
  });

  test('a data folder that is a file', async () => {
    const folder = path.join(place(), 'file');
    writeFileSync(folder, '');
    const { code, stderr } = await samspel(['migrate'], { env: { SAMSPEL_DATA: folder } });
    expect(code).toBe(1);
    oneLine(stderr);
  });
});

describe('the embedded database', () => {
  const holder = (folder: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [...program, 'sync-server', '--port', '0'], {
      cwd: repository,
      env: cleanEnvironment({ SAMSPEL_DATA: folder }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanups.push(() => child.kill('SIGKILL'));
    return new Promise((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('ready')) resolve(child);
      });
      child.on('exit', () => reject(new Error('the server ended')));
    });
  };
  const ended = (child: ChildProcess) => new Promise((resolve) => child.on('exit', resolve));

  test('migrates once, keeps its secrets to itself, and doctor finds nothing', async () => {
    const env = { SAMSPEL_DATA: place() };
    expect((await samspel(['migrate'], { env })).stdout).toContain('migrations done');
    expect((await samspel(['migrate'], { env })).stdout).toContain('nothing to do');
    const credentials = path.join(env.SAMSPEL_DATA, 'database.json');
    expect(statSync(credentials).mode & 0o777).toBe(0o600);
    const { code, stdout } = await samspel(['doctor'], { env });
    expect(stdout).not.toContain('FAIL');
    expect(code).toBe(0);
  });

  test('an orphan of kill -9 is found by doctor and ended by the next command', async () => {
    const folder = place();
    const env = { SAMSPEL_DATA: folder };
    const child = await holder(folder);
    const busy = await samspel(['migrate'], { env });
    expect(busy.code).toBe(1);
    oneLine(busy.stderr);
    expect(busy.stderr).toContain(`process ${child.pid}`);
    child.kill('SIGKILL');
    await ended(child);
    const sick = await samspel(['doctor'], { env });
    expect(sick.stdout).toMatch(/FAIL orphans/);
    expect(sick.code).toBe(1);
    const well = await samspel(['doctor'], { env });
    expect(well.code).toBe(0);
  });

  test('stops cleanly on a signal and leaves no server behind', async () => {
    const folder = place();
    const child = await holder(folder);
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    const { stdout } = await samspel(['doctor'], { env: { SAMSPEL_DATA: folder } });
    expect(stdout).toContain('no PostgreSQL without its start');
  });

  test('a damaged note of its passwords is not taken for a new installation', async () => {
    const folder = place();
    const env = { SAMSPEL_DATA: folder };
    await samspel(['migrate'], { env });
    const file = path.join(folder, 'database.json');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.slice(0, 20));
    const { code, stderr } = await samspel(['migrate'], { env });
    expect(code).toBe(1);
    oneLine(stderr);
    writeFileSync(file, kept);
  });

  test('doctor tells of a secret that others may read', async () => {
    const folder = place();
    const secret = path.join(folder, 'secret');
    writeFileSync(secret, `${'x'.repeat(43)}\n`);
    chmodSync(secret, 0o644);
    const { code, stdout } = await samspel(['doctor'], { env: { SAMSPEL_DATA: folder } });
    expect(code).toBe(1);
    expect(stdout).toContain(`chmod 600 ${secret}`);
  });
});

describe('backup and restore', () => {
  test('a backup goes into an empty installation, and into no other without --force', async () => {
    const [from, to] = [place(), place()];
    const file = path.join(place(), 'one.backup');
    await samspel(['seed'], { env: { SAMSPEL_DATA: from } });
    const written = await samspel(['backup', file], { env: { SAMSPEL_DATA: from } });
    expect(written.code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await samspel(['backup', file], { env: { SAMSPEL_DATA: from } })).code).toBe(1);
    const restored = await samspel(['restore', file], { env: { SAMSPEL_DATA: to } });
    expect(restored.stderr).not.toMatch(/\n\s+at /);
    expect(restored.code).toBe(0);
    const { rows, tables } = JSON.parse(written.stdout);
    expect(JSON.parse(restored.stdout)).toMatchObject({ rows, tables, faults: [] });
    expect(rows).toBeGreaterThan(0);
    const again = await samspel(['restore', file], { env: { SAMSPEL_DATA: to } });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('not empty');
    const forced = await samspel(['restore', file, '--force'], { env: { SAMSPEL_DATA: to } });
    expect(forced.code).toBe(0);
  });

  test('what is no backup is refused in one line', async () => {
    const file = path.join(place(), 'no.backup');
    writeFileSync(file, 'hello');
    const { code, stderr } = await samspel(['restore', file], { env: { SAMSPEL_DATA: place() } });
    expect(code).toBe(1);
    oneLine(stderr);
  });
});
