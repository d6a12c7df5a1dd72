import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** A program that a suite needs and that npm cannot bring. */
export interface Tool {
  name: string;
  names: string[];
  apt: string;
}

export const chromium: Tool = {
  name: 'chromium',
  names: ['chromium', 'chromium-browser', 'google-chrome'],
  apt: 'chromium',
};
export const redisServer: Tool = {
  name: 'redis-server',
  names: ['redis-server', 'valkey-server'],
  apt: 'redis-server',
};

/** A spreadsheet of others, without its windows. */
export const soffice: Tool = {
  name: 'soffice',
  names: ['soffice', 'libreoffice'],
  apt: 'libreoffice-calc-nogui',
};

export const faketime: Tool = { name: 'faketime', names: ['faketime'], apt: 'faketime' };

function onPath(names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
  for (const folder of folders) {
    for (const name of names) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}

const run = (command: string, args: string[]) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 300_000,
  });

const aptPrefix = (): string[] | undefined => {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  return run('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
};

export const howToInstall = (tool: Tool): string =>
  existsSync('/usr/bin/apt-get')
    ? `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install -y ${tool.apt}`
    : `install ${tool.name} so that it is on PATH`;

/** The tool's file: from PATH, else installed by apt where this user may; undefined if neither. */
export function findOrInstall(tool: Tool, say: (line: string) => void): string | undefined {
  const found = onPath(tool.names);
  if (found) return found;
  const prefix = aptPrefix();
  if (!prefix) return undefined;
  say(`${tool.name} is not on PATH: installing it with apt`);
  const apt = (args: string[]) => {
    const [command, ...rest] = [...prefix, 'apt-get', ...args];
    return run(command ?? 'apt-get', rest);
  };
  const install = ['install', '-y', '--no-install-recommends', tool.apt];
  if (apt(install).status !== 0) {
    apt(['update']);
    apt(install);
  }
  return onPath(tool.names);
}
