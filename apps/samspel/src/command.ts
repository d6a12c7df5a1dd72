import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { Malformed } from './failure.ts';

export interface Command {
  /** Everything after the command's own words, e.g. `FILE [--force]`. */
  usage: string;
  /** One line for `--help`. */
  does: string;
  options?: ParseArgsOptionsConfig;
  /** Names of the words that must follow, in order. */
  words?: string[];
  /** Prints results on stdout and messages on stderr; resolves to the exit code. */
  run(given: Given): Promise<number>;
}

export interface Given {
  /** The words, one for each name in `words`. */
  words: string[];
  options: Record<string, string | boolean | undefined>;
}

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Reads a command's arguments; whatever is missing or too much is malformed, by name. */
export function readArguments(name: string, command: Command, args: string[]): Given {
  const usage = `usage: samspel ${`${name} ${command.usage}`.trim()}`;
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args,
      options: command.options ?? {},
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new Malformed(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
  const words = command.words ?? [];
  const missing = words[parsed.positionals.length];
  if (missing) throw new Malformed(`${missing} is missing\n${usage}`);
  const extra = parsed.positionals[words.length];
  if (extra !== undefined) throw new Malformed(`"${extra}" is one word too many\n${usage}`);
  return {
    words: parsed.positionals,
    options: parsed.values as Record<string, string | boolean | undefined>,
  };
}

/** The text of an option that must be given. */
export function required(given: Given, option: string): string {
  const value = given.options[option];
  if (typeof value !== 'string' || value === '') throw new Malformed(`--${option} is missing`);
  return value;
}

export function portOf(text: string, field: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Malformed(`${field}: "${text}" is not a port (0 to 65535)`);
}

export function emailOf(text: string, field: string): string {
  const email = text.trim().toLowerCase();
  if (/^[^\s@]+@[^\s@]+$/.test(email)) return email;
  throw new Malformed(`${field}: "${text}" is not an e-mail address`);
}
