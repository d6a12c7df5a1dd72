import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FileDamaged, FileMissing, openFiles } from './files.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'samspel-files-'));
afterAll(() => rm(folder, { recursive: true }));

const bytes = Buffer.from('Kvittens');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const place = path.join(folder, 'store', sha256.slice(0, 2), sha256);

describe('the file store', () => {
  const files = openFiles(path.join(folder, 'store'));

  test('gives back what was put, under its hash, readable by its owner alone', async () => {
    expect(await files.put(bytes)).toBe(sha256);
    expect(await files.get(sha256)).toEqual(bytes);
    expect((await stat(place)).mode & 0o777).toBe(0o600);
  });

  test('stores the same bytes once, also when ten put them at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => files.put(bytes)));
    expect(await readdir(path.dirname(place))).toEqual([sha256]);
  });

  test('tells a damaged file, and a new put mends it', async () => {
    await writeFile(place, 'Kvittenz');
    await expect(files.get(sha256)).rejects.toThrow(FileDamaged);
    await files.put(bytes);
    expect(await files.get(sha256)).toEqual(bytes);
  });

  test('keeps an empty file and a large one', async () => {
    const large = Buffer.alloc(3_000_000, 7);
    expect(await files.get(await files.put(Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
    expect(await files.get(await files.put(large))).toEqual(large);
  });

  test.each(['0'.repeat(64), '', '../../etc/passwd', `${sha256}/../x`, sha256.toUpperCase()])(
    'has no file %j',
    async (name) => {
      await expect(files.get(name)).rejects.toThrow(FileMissing);
    },
  );

  test('leaves nothing behind when it cannot write', async () => {
    const blocked = path.join(folder, 'blocked');
    await writeFile(blocked, 'a file where the folder should be');
    await expect(openFiles(blocked).put(bytes)).rejects.toThrow();
  });
});
