import { readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../apps/web/src/routes');

/** Every page of the web client by its route id, from the file system: `/(app)/calls/[id]`. */
export function allRoutes(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === '+page.svelte')
    .map((file) => `/${path.dirname(file)}`.replace(/\/\.$/, '/'))
    .sort();
}

/** The route that answers a path; parameters match one segment, groups none. */
export function routeOf(pathname: string): string | undefined {
  const matches = allRoutes().filter((route) => patternOf(route).test(pathname));
  // A fixed segment wins over a parameter.
  return matches.sort((a, b) => a.split('[').length - b.split('[').length)[0];
}

function patternOf(route: string): RegExp {
  const segments = route
    .split('/')
    .filter((segment) => segment !== '' && !/^\(.*\)$/.test(segment))
    .map((segment) => {
      if (segment.startsWith('[...')) throw new Error(`rest parameters are not known: ${route}`);
      if (segment.startsWith('[[')) return '(?:/[^/]+)?';
      return segment.startsWith('[') ? '/[^/]+' : `/${segment}`;
    });
  return new RegExp(`^${segments.join('') || '/'}$`);
}
