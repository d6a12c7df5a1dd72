import { readFileSync } from 'node:fs';
import { FileRefused } from './file-refused.ts';
import { readFile } from './read-file.ts';

// A process of its own, without environment, that may read our code and nothing else: whatever a file
// makes of it, whoever started it may kill it without harm.
function answer(): string {
  try {
    return JSON.stringify({ file: readFile(readFileSync(0)) });
  } catch (error) {
    if (error instanceof FileRefused) return JSON.stringify({ fault: error.fault });
    throw error;
  }
}

process.stdout.write(answer(), () => process.exit(0));
