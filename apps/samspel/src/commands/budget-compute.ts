import { parseBudgetCase } from '@samspel/domain/budget/budget-case';
import { budgetJson, computeBudget } from '@samspel/domain/budget/compute-budget';
import type { Command } from '../command.ts';
import { printResult, readCase } from '../read-case.ts';

const command: Command = {
  usage: '< CASE.json',
  does: 'computes the budget of a case on stdin, prints it as one JSON document',
  async run() {
    printResult(budgetJson(computeBudget(await readCase(parseBudgetCase))));
    return 0;
  },
};
export default command;
