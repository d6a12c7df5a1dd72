import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

const configuration = [
  '.dependency-cruiser.cjs',
  'eslint.config.js',
  '.oxlintrc.json',
  'biome.json',
  'package.json',
  'tsconfig.base.json',
  'packages/domain/tsconfig.json',
  'packages/domain/tsconfig.src.json',
  'packages/domain/package.json',
  'packages/documents/tsconfig.json',
  'packages/documents/package.json',
  'packages/platform/tsconfig.json',
  'packages/platform/package.json',
  'packages/server/tsconfig.json',
  'packages/server/package.json',
  'packages/sync/tsconfig.json',
  'packages/sync/package.json',
  'apps/web/package.json',
];

const packages = ['domain', 'documents', 'platform', 'server', 'sync'];

/**
 * A tree with the repository's own configuration and files of our choosing, beside the repository's
 * installed libraries: what the walls say about these files they would say about any others.
 */
export function plantTree(files: Record<string, string>): { root: string; remove(): void } {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'samspel-walls-')));
  const write = (name: string, content: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  };
  for (const name of configuration) {
    cpSync(path.join(repository, name), path.join(root, name), { recursive: true });
  }
  write('apps/web/tsconfig.json', '{ "extends": "../../tsconfig.base.json", "include": ["src"] }');
  // Where svelte-check leaves what it made of components.
  mkdirSync(path.join(root, 'apps/web/.svelte-kit'), { recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  for (const floor of ['packages', 'apps']) {
    mkdirSync(path.join(root, floor, 'node_modules/@samspel'), { recursive: true });
    for (const name of packages) {
      const target = path.join(root, 'packages', name);
      symlinkSync(target, path.join(root, floor, 'node_modules/@samspel', name));
    }
  }
  // The one library that the root does not have itself.
  symlinkSync(
    path.join(repository, 'packages/domain/node_modules/zod'),
    path.join(root, 'packages/node_modules/zod'),
  );
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export const bin = (name: string) => path.resolve(repository, 'node_modules/.bin', name);

/** What a checker says on stdout, whether it is content or not. */
export function run(command: string, args: string[], cwd: string): string {
  try {
    return execFileSync(bin(command), args, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? '');
  }
}
