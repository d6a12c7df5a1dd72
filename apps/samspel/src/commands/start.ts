import type { Command } from '../command.ts';
import { startHere } from '../start-here.ts';

const command: Command = {
  usage: '[--no-build]',
  does: 'runs everything in one process (embedded PostgreSQL unless DATABASE_URL) until stopped',
  options: { 'no-build': { type: 'boolean' } },
  async run({ options }) {
    return await startHere({ build: options['no-build'] !== true });
  },
};
export default command;
