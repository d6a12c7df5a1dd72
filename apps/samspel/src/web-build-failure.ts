import { stripVTControlCharacters } from 'node:util';
import { Failure } from './failure.ts';

/** What a failed build says to the operator: the error alone, which comes after all warnings. */
export function webBuildFailure(said: string): Failure {
  if (/ENOSPC|No space left/.test(said)) {
    return new Failure('The disk is full: the web client could not be built.');
  }
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .filter((line) => line.trim() && !/^\s+at /.test(line));
  const errorAt = lines.findLastIndex((line) => line.startsWith('error during build'));
  const why = errorAt === -1 ? lines.slice(-15) : lines.slice(errorAt + 1, errorAt + 16);
  return new Failure(`The web client could not be built:\n${why.join('\n')}`);
}
