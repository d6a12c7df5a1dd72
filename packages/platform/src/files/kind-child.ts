import { buffer } from 'node:stream/consumers';
import { fileTypeFromBuffer } from 'file-type';

// A process of its own: what a stranger's file does to its reader ends with it.
const found = await fileTypeFromBuffer(await buffer(process.stdin));
process.stdout.write(found?.ext ?? '');
