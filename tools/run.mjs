// Plain JavaScript that every Node of the last years can read: an old Node would stumble over
// TypeScript before it could say what is wrong.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const needed = 24;
const major = Number(process.versions.node.split('.')[0]);
if (!(major >= needed)) {
  process.stderr.write(
    `Samspel needs Node ${needed} or newer and this is ${process.version}. ` +
      'Node comes with the packages: run "npx -y pnpm@12 install", then use the pnpm scripts.\n',
  );
  process.exit(1);
}
const script = process.argv[2];
if (!script) {
  process.stderr.write('usage: node tools/run.mjs SCRIPT [ARGUMENTS]\n');
  process.exit(2);
}
process.argv.splice(1, 2, path.resolve(script));
await import(pathToFileURL(process.argv[1]).href);
