import { readFileSync } from 'node:fs';
import { verifyExport } from '@samspel/server/submission/verify-export';
import { type Command, print, tell } from '../command.ts';
import { Failure, inOneLine } from '../failure.ts';

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${inOneLine(error)}`);
  }
}

const command: Command = {
  usage: 'FILE',
  does: 'computes an exported submission again: hashes, budget, findings',
  words: ['FILE'],
  async run({ words }) {
    const file = words[0] ?? '';
    const differences = verifyExport(read(file));
    for (const difference of differences) print(difference);
    if (differences.length === 0) {
      print(`${file}: every hash, sum and finding agrees`);
      return 0;
    }
    tell(`${file} is not what was submitted: ${differences.length} differences`);
    return 1;
  },
};
export default command;
