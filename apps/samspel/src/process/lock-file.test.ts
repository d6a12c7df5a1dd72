import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { identify } from './identity.ts';
import { isLock, tryLock } from './lock-file.ts';

const place = () => path.join(mkdtempSync(path.join(tmpdir(), 'samspel-lock-')), 'lock');

test('a lock is taken once and free again after its release', () => {
  const file = place();
  const first = tryLock(file, 'first');
  expect(isLock(first)).toBe(true);
  expect(tryLock(file, 'second')).toMatchObject({ pid: process.pid, purpose: 'first' });
  if (isLock(first)) first.release();
  expect(isLock(tryLock(file, 'third'))).toBe(true);
});

test('a lock of a process that ended is taken over', async () => {
  const file = place();
  const child = spawn('sleep', ['30']);
  const began = identify(child.pid ?? 0)?.began;
  writeFileSync(file, JSON.stringify({ pid: child.pid, began, purpose: 'sleeper' }));
  expect(tryLock(file, 'me')).toMatchObject({ purpose: 'sleeper' });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('exit', resolve));
  expect(isLock(tryLock(file, 'me'))).toBe(true);
});

test("a number that was given to another process does not keep the dead one's lock", () => {
  const file = place();
  writeFileSync(file, JSON.stringify({ pid: process.pid, began: '1', purpose: 'old' }));
  expect(isLock(tryLock(file, 'me'))).toBe(true);
});

test('a lock file that is half written or empty is taken over', () => {
  const file = place();
  writeFileSync(file, '{"pid":');
  expect(isLock(tryLock(file, 'me'))).toBe(true);
});
