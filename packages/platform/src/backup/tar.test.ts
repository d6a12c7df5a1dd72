import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readTar, type TarEntry, tarEnd, tarEntry } from './tar.ts';

const entries: TarEntry[] = [
  { name: 'header.json', content: Buffer.from('{}') },
  { name: 'tables/a.b/000001', content: Buffer.alloc(1536, 'x') },
  { name: 'empty', content: Buffer.alloc(0) },
];
const archive = Buffer.concat([...entries.map(tarEntry), tarEnd()]);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size: number): Promise<TarEntry[]> {
  const found: TarEntry[] = [];
  for await (const entry of readTar(inPieces(bytes, size))) found.push(entry);
  return found;
}

test.each([1, 7, 512, 100_000])('reads what it wrote, in pieces of %i bytes', async (size) => {
  expect(await read(archive, size)).toEqual(entries);
});

test("writes what the system's tar reads", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'samspel-tar-')), 'a.tar');
  writeFileSync(file, archive);
  const listed = execFileSync('tar', ['-tf', file], { encoding: 'utf8' });
  expect(listed.trim().split('\n')).toEqual(entries.map((entry) => entry.name));
});

test('a cut file and a damaged header are not taken for the end', async () => {
  await expect(read(archive.subarray(0, 700), 512)).rejects.toThrow('ends in the middle');
  const damaged = Buffer.from(archive);
  damaged[3] = damaged[3]! ^ 1;
  await expect(read(damaged, 512)).rejects.toThrow('damaged');
});
