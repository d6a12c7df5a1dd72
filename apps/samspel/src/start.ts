import { runCommand } from './run-command.ts';

await runCommand(['start', ...process.argv.slice(2)]);
