import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { startTestClamd } from '../../../../tests/support/clamd.ts';
import { eicar, pdfFile } from '../../../../tests/support/sample-files.ts';
import { openScanner } from './scanner.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'samspel-scan-'));
const overTcp = await startTestClamd();
const overSocket = await startTestClamd(path.join(folder, 'clamd.ctl'));
afterAll(async () => {
  await overTcp.stop();
  await overSocket.stop();
  await rm(folder, { recursive: true });
});

// Exits 1 when its input holds the text that all scanners look for, as clamdscan does.
const command = `${process.execPath} ${path.resolve(import.meta.dirname, '../../../../tests/support/scan-command.ts')}`;

const scanners = [
  { name: 'of ClamAV over TCP', settings: { url: overTcp.url } },
  { name: 'of ClamAV over a socket', settings: { url: overSocket.url } },
  { name: 'that is a command', settings: { command } },
];

async function* cutOff() {
  yield Buffer.from('half of a');
  throw new Error('the file is damaged');
}

describe.each(scanners)('a scanner $name', ({ settings }) => {
  const scanner = openScanner(settings);
  const scan = (...chunks: (string | Buffer)[]) =>
    scanner.scan(
      Readable.from(
        chunks.map((chunk) => Buffer.from(chunk)),
        { objectMode: false },
      ),
    );

  test('tells clean from infected, also across chunks and in a large file', async () => {
    expect(await scan(pdfFile('Plan'))).toBe('clean');
    expect(await scan(pdfFile('Plan', 3_000_000))).toBe('clean');
    expect(await scan(pdfFile('Plan', 3_000_000), eicar.slice(0, 20), eicar.slice(20))).toBe(
      'infected',
    );
  });

  test('of which half arrives tells nothing', async () => {
    await expect(scanner.scan(Readable.from(cutOff()))).rejects.toThrow();
  });
});

test.each([
  { url: 'clamd://127.0.0.1:1' },
  { url: 'clamd:///nonexistent/clamd.ctl' },
  { command: '/nonexistent/scanner -' },
  { command: `${process.execPath} -e process.exit(2)` },
])('a scanner that is not there or fails tells nothing: %o', async (settings) => {
  await expect(openScanner(settings).scan(Readable.from([Buffer.from('x')]))).rejects.toThrow();
});

test('a scanner that hangs is given up, and what it was started as ends', async () => {
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  // More than a pipe holds, so that whoever writes to it waits as well.
  const large = () => Readable.from([pdfFile('Plan', 3_000_000)]);
  for (const settings of [{ url: `clamd://127.0.0.1:${port}` }, { command: 'sleep 600' }]) {
    await expect(openScanner(settings, 300).scan(large())).rejects.toThrow();
  }
  await new Promise((done) => silent.close(done));
});
