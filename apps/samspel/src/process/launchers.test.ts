import { spawn } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandLine, parentOf } from './identity.ts';
import { launchersOf } from './launchers.ts';

// A shell by another name stands in for the package manager: only its name is looked at.
const folder = mkdtempSync(path.join(tmpdir(), 'samspel-launch-'));
symlinkSync('/bin/sh', path.join(folder, 'pnpm'));

async function withChain(script: string, look: (leaf: number) => void): Promise<void> {
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` },
  });
  const leaf = await new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => resolve(Number(chunk.toString().trim())));
  });
  look(leaf);
  child.stdin.end();
  await new Promise((resolve) => child.on('exit', resolve));
}

const names = (leaf: number) =>
  launchersOf(leaf).map(({ pid }) => path.basename(commandLine(pid)[0] ?? ''));

test('the parent alone, when no package manager is above it', async () => {
  await withChain("sh -c 'echo $$; cat; true'; true", (leaf) => {
    expect(launchersOf(leaf).map(({ pid }) => pid)).toEqual([parentOf(leaf)]);
  });
});

test('package managers and the shells between them, but not the shell in which a person typed', async () => {
  const inner = 'sh -c "sh -c \'echo \\$\\$; cat; true\'; true"; true';
  await withChain(`pnpm -c '${inner.replaceAll("'", "'\\''")}'; true`, (leaf) => {
    expect(names(leaf)).toEqual(['sh', 'pnpm']);
  });
});

test('a package manager that writes its words, paths among them, into its title', async () => {
  const title = 'npm exec pnpm@12 --config.store-dir=/tmp/a/store start';
  const file = path.join(folder, 'titled.cjs');
  const shell = "sh -c 'echo $$; cat; true'; true";
  const spawned = `['-c', ${JSON.stringify(shell)}], { stdio: 'inherit' }`;
  writeFileSync(
    file,
    `process.title = '${title}'; require('node:child_process').spawnSync('sh', ${spawned});`,
  );
  await withChain(`"${process.execPath}" "${file}"; true`, (leaf) => {
    const chain = launchersOf(leaf).map(({ pid }) => commandLine(pid)[0]);
    expect(chain).toHaveLength(2);
    expect(chain[1]).toMatch(/^npm exec/);
  });
});
