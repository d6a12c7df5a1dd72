import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure, inOneLine } from './failure.ts';

export const secretFileOf = (dataFolder: string, wanted: string | undefined): string =>
  wanted ? path.resolve(wanted) : path.join(dataFolder, 'secret');

/** Reads the installation's secret, made at the first start. Everything signed here depends on it. */
export function readSecret(file: string): string {
  try {
    // `wx`: two processes that start at once agree on the one that was first.
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new Failure(`The secret file ${file} cannot be made: ${inOneLine(error)}`);
    }
  }
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Failure(`The secret file ${file} cannot be read: ${inOneLine(error)}`);
  }
  if (secret.length < 32) {
    throw new Failure(
      `The secret file ${file} holds fewer than 32 characters: it is not a secret.`,
    );
  }
  return secret;
}
