import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { Failure, inOneLine } from './failure.ts';

/** Makes the data folder and proves that this user may write there. */
export function openDataFolder(wanted: string): string {
  const folder = path.resolve(wanted);
  try {
    // Root lets others pass through (not look), because the database's user has its files below.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Failure(`The data folder ${folder} cannot be used: ${inOneLine(error)}`);
  }
  return folder;
}

const mebibyte = 1024 * 1024;

export function freeMebibytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor((bavail * bsize) / mebibyte);
}

export function needSpace(folder: string, mebibytes: number): void {
  const free = freeMebibytes(folder);
  if (free >= mebibytes) return;
  throw new Failure(
    `The disk of ${folder} is full: ${free} MiB free, ${mebibytes} MiB needed. ` +
      'Free some space, or set SAMSPEL_DATA to a folder on another disk.',
  );
}
