import { type Config, ConfigError, readConfig } from '@samspel/platform/config';
import { Malformed } from './failure.ts';

/** The settings of this installation; a wrong one is named. */
export function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) throw new Malformed(error.lines.join('\n'));
    throw error;
  }
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Demo links and the demo mailbox sign people in without a password: on this machine only. */
export const onlyThisMachine = (host: string): boolean => loopback.has(host);
