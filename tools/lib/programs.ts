import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './step.ts';

interface Project {
  compilerOptions?: Record<string, unknown>;
  include: string[];
  exclude?: string[];
}

// The web client is checked by svelte-check: tsc alone cannot read components.
const folders = ['packages', 'apps']
  .flatMap((floor) => readdirSync(path.join(root, floor)).map((name) => `${floor}/${name}`))
  .filter((folder) => folder !== 'apps/web')
  .concat('tools', 'tests', 'bench');

const read = (file: string): Project =>
  JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Project;

const place = path.join(root, 'node_modules/.cache/samspel');

/**
 * The packages' projects, those with equal options joined into one program each: what they share
 * (and they share nearly all) is then checked once and not once per package. A package may have a
 * second project: its sources alone, without Node's types.
 */
export function joinedPrograms(): { name: string; file: string }[] {
  const base = read('tsconfig.base.json').compilerOptions;
  const programs = new Map<string, { folders: string[]; program: Project }>();
  for (const folder of folders) {
    for (const name of ['tsconfig.json', 'tsconfig.src.json']) {
      if (!existsSync(path.join(root, folder, name))) continue;
      const { compilerOptions, include, exclude = [] } = read(`${folder}/${name}`);
      const options = { ...base, ...compilerOptions };
      const key = JSON.stringify(options);
      const absolute = (pattern: string) => path.join(root, folder, pattern);
      const joined = programs.get(key) ?? {
        folders: [],
        program: { compilerOptions: options, include: [], exclude: ['**/node_modules'] },
      };
      joined.folders.push(path.basename(folder));
      joined.program.include.push(...include.map(absolute));
      joined.program.exclude?.push(...exclude.map(absolute));
      programs.set(key, joined);
    }
  }
  mkdirSync(place, { recursive: true });
  return [...programs.values()].map(({ folders, program }, index) => {
    const file = path.join(place, `types-${index + 1}.json`);
    writeFileSync(file, JSON.stringify(program, null, 2));
    return { name: folders.join(', '), file };
  });
}
