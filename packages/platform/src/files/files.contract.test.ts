import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { startTestS3 } from '../../../../tests/support/s3.ts';
import { FileDamaged, FileMissing, type Files, FileTooLarge, openFiles } from './files.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'samspel-files-'));
const s3 = await startTestS3();
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

const bytes = Buffer.from('Kvittens');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const key = `${sha256.slice(0, 2)}/${sha256}`;

const kinds = [
  {
    name: 'on a disk',
    files: openFiles(folder),
    damage: (content: string) => writeFile(path.join(folder, key), content),
    leftovers: () => readdir(path.join(folder, 'scratch')),
  },
  {
    name: 'in a bucket',
    files: openFiles(folder, s3.url),
    damage: (content: string) => s3.write(`samspel/${key}`, content),
    leftovers: () => readdir(path.join(tmpdir(), 'samspel-files')),
  },
];

async function listed(files: Files): Promise<string[]> {
  const all: string[] = [];
  for await (const hash of files.list()) all.push(hash);
  return all;
}

async function* arriving(...chunks: string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function* cutOff(text: string) {
  yield Buffer.from(text);
  throw new Error('the line was cut');
}

describe.each(kinds)('files $name', ({ files, damage, leftovers }) => {
  test('are given back as they were put, under their hash, whole or in part', async () => {
    expect(await files.put(bytes)).toBe(sha256);
    expect(await files.get(sha256)).toEqual(bytes);
    expect(await buffer(await files.read(sha256))).toEqual(bytes);
    expect(await files.sizeOf(sha256)).toBe(8);
    const range = await buffer(await files.read(sha256, { start: 2, end: 5 }));
    expect(range.toString()).toBe('itte');
  });

  test('are put from a stream, once, also by ten at the same time', async () => {
    const put = () => files.putStream(arriving('Kvi', 'ttens'), { maxBytes: 8 });
    const all = await Promise.all(Array.from({ length: 10 }, put));
    expect(new Set(all.map((file) => file.sha256))).toEqual(new Set([sha256]));
    expect(all[0]).toEqual({ sha256, sizeBytes: 8 });
    expect(await listed(files)).toEqual([sha256]);
    expect(await leftovers()).toEqual([]);
  });

  test('too large or cut off leave nothing behind', async () => {
    await expect(files.putStream(arriving('123', '456'), { maxBytes: 5 })).rejects.toThrow(
      FileTooLarge,
    );
    await expect(files.putStream(cutOff('123'), { maxBytes: 5 })).rejects.toThrow('cut');
    expect(await listed(files)).toEqual([sha256]);
    expect(await leftovers()).toEqual([]);
  });

  test('tell damage, and a new put mends it', async () => {
    await damage('Kvittenz');
    await expect(files.get(sha256)).rejects.toThrow(FileDamaged);
    await expect(files.read(sha256).then(buffer)).rejects.toThrow(FileDamaged);
    await files.put(bytes);
    expect(await files.get(sha256)).toEqual(bytes);
  });

  test('may be empty or large, and are gone when removed', async () => {
    const large = Buffer.alloc(3_000_000, 7);
    const empty = await files.put(Buffer.alloc(0));
    expect(await files.get(empty)).toEqual(Buffer.alloc(0));
    const hash = await files.put(large);
    expect(await files.get(hash)).toEqual(large);
    for (const one of [empty, hash]) {
      await files.remove(one);
      await files.remove(one);
      expect(await files.sizeOf(one)).toBeNull();
      await expect(files.get(one)).rejects.toThrow(FileMissing);
    }
  });

  test.each(['0'.repeat(64), '', '../../etc/passwd', `${sha256}/../x`, sha256.toUpperCase()])(
    'have none called %j',
    async (name) => {
      await expect(files.get(name)).rejects.toThrow(FileMissing);
      await expect(files.read(name)).rejects.toThrow(FileMissing);
    },
  );

  test('keep the parts of one that is not whole yet, also of a line that was cut', async () => {
    expect(await files.parts.put('upload-0', arriving('Kvi'))).toMatchObject({ sizeBytes: 3 });
    const cut = await files.parts.put('upload-3', cutOff('tt'));
    expect(cut).toMatchObject({ sizeBytes: 2, failure: new Error('the line was cut') });
    expect((await files.parts.put('upload-5', cutOff(''))).sizeBytes).toBe(0);
    expect((await buffer(await files.parts.read('upload-3'))).toString()).toBe('tt');
    await expect(files.parts.read('upload-5')).rejects.toThrow(FileMissing);
    await expect(files.parts.read('../x')).rejects.toThrow(FileMissing);
    expect(await listed(files)).toEqual([sha256]);
    await files.parts.put('other-0', arriving('x'));
    await files.parts.removeAll('upload-');
    for (const gone of ['upload-0', 'upload-3']) {
      await expect(files.parts.read(gone)).rejects.toThrow(FileMissing);
    }
    expect((await buffer(await files.parts.read('other-0'))).toString()).toBe('x');
  });
});
