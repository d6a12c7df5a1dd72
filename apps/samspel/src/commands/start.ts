import type { Command } from '../command.ts';
import { startHere } from '../start-here.ts';

const command: Command = {
  usage: '',
  does: 'runs everything in one process (embedded PostgreSQL unless DATABASE_URL) until stopped',
  async run() {
    return await startHere();
  },
};
export default command;
