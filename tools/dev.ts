import { spawn } from 'node:child_process';
import path from 'node:path';
import { bin, root } from './lib/step.ts';

// The servers restart when their sources change; the client is served by Vite, which passes API calls
// and sockets on to them. Open the address that Vite prints.
const apiPort = process.env.PORT ?? '3000';
const webPort = process.env.WEB_PORT ?? '5173';
const api = `http://127.0.0.1:${apiPort}`;
const web = `http://127.0.0.1:${webPort}`;

const children = [
  spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', 'apps/samspel/src/start.ts', '--no-build'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, PORT: apiPort, SAMSPEL_URL: web } },
  ),
  spawn(bin('vite'), ['dev', '--host', '127.0.0.1', '--port', webPort, '--strictPort'], {
    cwd: path.join(root, 'apps/web'),
    stdio: 'inherit',
    env: { ...process.env, SAMSPEL_API: api },
  }),
];

const end = (signal: NodeJS.Signals) => {
  for (const child of children) child.kill(signal);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => end(signal));
// One without the other is no development.
for (const child of children) child.on('exit', () => end('SIGTERM'));
