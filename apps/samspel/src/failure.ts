/** Something that went wrong in a way that the operator can mend: one line, no stack. */
export class Failure extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** Malformed input or arguments: exit 2 and a message that names the field. */
export class Malformed extends Failure {
  constructor(message: string) {
    super(message, 2);
    this.name = 'Malformed';
  }
}

const wordsOf: Record<string, string> = {
  ECONNREFUSED: 'nothing answers at that address and port; is the server running?',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was cut',
  '28P01': 'the user name or password is wrong',
  '28000': 'the server does not let this user in',
  '3D000': 'the database does not exist',
  '53300': 'the server has no connections left',
  '57P03': 'the server is starting or stopping; try again in a moment',
  '42501': 'the user lacks a right that is needed',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  '53100': 'the disk is full',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
};

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && error.code in wordsOf) return error.code;
  // Happy-eyeballs connections fail as a bundle: the first reason is the telling one.
  if (error instanceof AggregateError) {
    for (const inner of error.errors) {
      const code = codeOf(inner);
      if (code) return code;
    }
  }
  return error.cause === undefined ? undefined : codeOf(error.cause);
}

export const isDiskFull = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === '53100';
};

/** One line that says what went wrong, in the operator's words. */
export function inOneLine(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const first =
    said
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? '';
  if (!code) return first === '' ? 'unknown error' : first;
  return first === '' ? `${wordsOf[code]} (${code})` : `${wordsOf[code]} (${first})`;
}
