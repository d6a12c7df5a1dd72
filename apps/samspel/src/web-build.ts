import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.ts';
import { isLock, lock } from './process/lock-file.ts';
import { webBuildFailure } from './web-build-failure.ts';

export const repository = path.resolve(import.meta.dirname, '../../..');
export const webClient = path.join(repository, 'apps/web/build');

// Everything that the built client is made of. The server's types are erased before they get there.
const inputs = [
  'apps/web/src',
  'apps/web/static',
  'apps/web/messages',
  'apps/web/project.inlang/settings.json',
  'apps/web/vite.config.ts',
  'apps/web/package.json',
  'apps/web/tsconfig.json',
  'packages/domain/src',
  'packages/documents/src',
  'packages/sync/src',
  'pnpm-lock.yaml',
];
const generated = /\/paraglide(\/|$)|\.test\.ts$|\/testing(\/|$)/;

function* filesBelow(file: string): Generator<string> {
  if (generated.test(file) || !existsSync(file)) return;
  if (!statSync(file).isDirectory()) {
    yield file;
    return;
  }
  for (const name of readdirSync(file).sort()) yield* filesBelow(path.join(file, name));
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesBelow(path.join(repository, input))) {
      const content = readFileSync(file);
      hash.update(`${path.relative(repository, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

const cache = path.join(repository, 'node_modules/.cache/samspel');
const stamp = path.join(cache, 'web-build');

function isBuiltFrom(hash: string): boolean {
  if (!existsSync(path.join(webClient, 'index.html'))) return false;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/** Builds the web client unless the one that is there was made of exactly these sources. */
export async function buildWebClient(
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const hash = hashOfInputs();
  if (isBuiltFrom(hash)) return;
  mkdirSync(cache, { recursive: true });
  const taken = await lock(path.join(cache, 'web-build.lock'), 'web build', 180_000);
  if (!isLock(taken)) throw new Failure(`process ${taken.pid} builds the web client for too long`);
  try {
    if (isBuiltFrom(hash)) return;
    say('building the web client (once per version, about half a minute)');
    const begun = performance.now();
    await runBuild(signal);
    writeFileSync(stamp, hash);
    say(`web client built in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  } finally {
    taken.release();
  }
}

function runBuild(signal: AbortSignal | undefined): Promise<void> {
  const web = path.join(repository, 'apps/web');
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(web, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], {
      cwd: web,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
    });
    let said = '';
    const take = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(webBuildFailure(said));
    });
  });
}
