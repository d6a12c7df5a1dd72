import type { Command, Given } from '../command.ts';
import { Malformed } from '../failure.ts';
import { startHere } from '../start-here.ts';

const atMost = 64;

/** How many processes of their own; 0: none, all within this one. */
function countOf({ options }: Given, option: string): number {
  const text = options[option];
  if (text === undefined) return 0;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= atMost) return count;
  throw new Malformed(`--${option}: "${text}" is not a number from 1 to ${atMost}`);
}

const command: Command = {
  usage: '[--no-build] [--hubs N] [--workers N]',
  does: 'runs everything (embedded PostgreSQL unless DATABASE_URL) until stopped; with REDIS_URL hubs and workers as processes of their own',
  options: {
    'no-build': { type: 'boolean' },
    hubs: { type: 'string' },
    workers: { type: 'string' },
  },
  async run(given) {
    return await startHere({
      build: given.options['no-build'] !== true,
      hubs: countOf(given, 'hubs'),
      workers: countOf(given, 'workers'),
    });
  },
};
export default command;
