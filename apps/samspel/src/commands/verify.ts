import { readFileSync } from 'node:fs';
import { verifyExport } from '@samspel/server/proposal/verify-export';
import { type Command, print, tell } from '../command.ts';
import { Failure, inOneLine } from '../failure.ts';

function read(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${inOneLine(error)}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${file} differs: it is not UTF-8 text any more`);
  }
}

const command: Command = {
  usage: 'FILE',
  does: 'computes an exported submission again: hashes, budget, findings',
  words: ['FILE'],
  async run({ words }) {
    const file = words[0] ?? '';
    const report = verifyExport(read(file));
    print(JSON.stringify(report, null, 2));
    if (report.ok) return 0;
    tell(`${file} is not what was submitted: ${report.differences.length} differences`);
    return 1;
  },
};
export default command;
