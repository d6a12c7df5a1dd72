import { text } from 'node:stream/consumers';
import { eicar } from './sample-files.ts';

// A virus scanner that knows one virus.
process.exitCode = (await text(process.stdin)).includes(eicar) ? 1 : 0;
