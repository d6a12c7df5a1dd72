import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openFiles } from './files.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'samspel-files-'));
afterAll(() => rm(folder, { recursive: true }));

const bytes = Buffer.from('Kvittens');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const place = path.join(folder, 'store', sha256.slice(0, 2), sha256);

describe('files on a disk', () => {
  const files = openFiles(path.join(folder, 'store'));

  test('are readable by their owner alone', async () => {
    expect(await files.put(bytes)).toBe(sha256);
    expect((await stat(place)).mode & 0o777).toBe(0o600);
  });

  test('lose what a killed process left behind a day ago, and nothing younger', async () => {
    const scratch = path.join(folder, 'store/scratch');
    const old = path.join(scratch, 'left-behind');
    await writeFile(old, 'half a file');
    await utimes(old, new Date(), new Date(Date.now() - 90_000_000));
    await writeFile(path.join(scratch, 'at-work'), 'half a file');
    await files.tidy();
    expect(await readdir(scratch)).toEqual(['at-work']);
  });

  test('cannot be put where nothing can be written', async () => {
    const blocked = path.join(folder, 'blocked');
    await writeFile(blocked, 'a file where the folder should be');
    await expect(openFiles(blocked).put(bytes)).rejects.toThrow();
  });
});
