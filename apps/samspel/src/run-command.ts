import { print, readArguments, tell } from './command.ts';
import { commands, findCommand } from './commands.ts';
import { Failure, inOneLine, Malformed } from './failure.ts';

async function help(): Promise<void> {
  print('samspel: the workspace in which consortia write funding applications together\n');
  print('usage: npx -y pnpm@12 --silent samspel COMMAND\n');
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { usage, does } = (await load()).default;
      return { call: `${name} ${usage}`.trim(), does };
    }),
  );
  const width = Math.max(...lines.map(({ call }) => call.length));
  for (const { call, does } of lines) print(`  ${call.padEnd(width)}  ${does}`);
  print('\nResults go to stdout, messages to stderr. Exit 0: done what was asked;');
  print('1: not done, or done and the answer is no; 2: malformed input, the field is named.');
  print('Settings are environment variables: see docs/operations.md.');
}

async function dispatch(args: string[]): Promise<number> {
  const [first] = args;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    await help();
    return first === undefined ? 2 : 0;
  }
  const found = findCommand(args);
  if (!found) {
    throw new Malformed(`there is no command "${args.join(' ')}"; samspel --help lists them`);
  }
  const command = (await commands[found.name]!()).default;
  if (found.rest.includes('--help') || found.rest.includes('-h')) {
    print(`usage: samspel ${`${found.name} ${command.usage}`.trim()}\n${command.does}`);
    return 0;
  }
  return await command.run(readArguments(found.name, command, found.rest));
}

/** Runs one command and sets the exit code; a failure becomes one line. */
export async function runCommand(given: string[]): Promise<void> {
  const args = given[0] === '--' ? given.slice(1) : given;
  // A reader that closes the pipe early (`| head`) has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  try {
    process.exitCode = await dispatch(args);
  } catch (error) {
    tell(inOneLine(error));
    // Only for whoever looks for the cause: operators get the one line.
    if (process.env.SAMSPEL_TRACE && error instanceof Error) tell(error.stack ?? '');
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
  }
}
