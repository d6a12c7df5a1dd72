/**
 * Tells "the database or a line is down" from "this piece of work is wrong". Work that meets an outage
 * waits without using up its attempts; anything else counts against it.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.some(isOutage)) return true;
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (lineCodes.has(code) || sqlStates.test(code))) return true;
  return messages.test(error.message) || isOutage(error.cause);
}

const lineCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

// Connection (08), resources such as a full disk (53), shutdown or start of the server (57P0x).
const sqlStates = /^(08...|53...|57P0[1-5])$/;

const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Connection is closed|Stream isn't writeable)/;
