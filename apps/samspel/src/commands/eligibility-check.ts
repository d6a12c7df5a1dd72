import { checkEligibility } from '@samspel/domain/consortium/eligibility';
import { parseEligibilityCase } from '@samspel/domain/consortium/eligibility-case';
import type { Command } from '../command.ts';
import { printResult, readCase } from '../read-case.ts';

const command: Command = {
  usage: '< CASE.json',
  does: 'checks whether the consortium of a case on stdin qualifies, prints the findings',
  async run() {
    const { call, partners } = await readCase(parseEligibilityCase);
    printResult(checkEligibility(call, partners));
    return 0;
  },
};
export default command;
