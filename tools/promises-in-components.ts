import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { bin, root } from './lib/step.ts';

// Oxlint's typed rules cannot read Svelte. svelte-check, which must have run before, leaves each
// component as the TypeScript that it was checked as: the rules are held against that.
// usage: node tools/promises-in-components.ts [REPOSITORY [OXLINT OPTIONS]]
const [repository = root, ...options] = process.argv.slice(2);
const web = path.join(repository, 'apps/web');
const checked = path.join(web, '.svelte-kit/.svelte-check/svelte');

const components = globSync('src/**/*.svelte', { cwd: web });
const twins = components.map((file) =>
  path.join(path.dirname(file), `++${path.basename(file)}.ts`),
);
const there = new Set(globSync('src/**/++*.svelte.ts', { cwd: checked }));
const missing = twins.filter((twin) => !there.has(twin));
if (components.length === 0 || missing.length > 0) {
  process.stderr.write(
    `${missing.length} of ${components.length} components were left unread; is svelte-check's place ` +
      `for its files another? ${missing.slice(0, 5).join(', ')}\n`,
  );
  process.exit(2);
}
const { status, stdout, stderr } = spawnSync(
  bin('oxlint'),
  [
    ...['--config', path.join(repository, '.oxlintrc.json'), '--type-aware', '--no-ignore'],
    ...['--report-unused-disable-directives', ...options, ...twins],
  ],
  { cwd: checked, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
process.stdout.write(stdout.replaceAll(/\+\+([^/]+\.svelte)\.ts/g, '$1 (as checked)'));
process.stderr.write(stderr);
process.exitCode = status ?? 1;
