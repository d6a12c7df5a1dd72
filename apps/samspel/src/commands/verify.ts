import { createReadStream } from 'node:fs';
import { type Verified, verifyFile } from '@samspel/server/submission/verify-bundle';
import { type Command, print, tell } from '../command.ts';
import { Failure, inOneLine } from '../failure.ts';

async function verify(file: string): Promise<Verified> {
  try {
    return await verifyFile(createReadStream(file) as AsyncIterable<Buffer>);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${inOneLine(error)}`);
  }
}

const command: Command = {
  usage: 'FILE',
  does: 'computes an exported submission again: hashes, budget, findings, annexes, co-funders’ signatures',
  words: ['FILE'],
  async run({ words }) {
    const file = words[0] ?? '';
    const { differences, annexes, withFiles, signatures } = await verify(file);
    for (const difference of differences) print(difference);
    if (differences.length > 0) {
      tell(`${file} is not what was submitted: ${differences.length} differences`);
      return 1;
    }
    print(`${file}: every hash, sum and finding agrees`);
    for (const signature of signatures) print(signature);
    if (annexes > 0 && withFiles) print(`${annexes} annexes: every file is the one submitted`);
    if (annexes > 0 && !withFiles) {
      tell(`the files of its ${annexes} annexes are not in this file: verify the .tar for those`);
    }
    return 0;
  },
};
export default command;
