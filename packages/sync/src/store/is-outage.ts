import { Malformed } from '../protocol/byte-reader.ts';

// Errors that lie in the data; every other one says that the database cannot work just now.
const dataErrors = ['22', '23', '54', 'P0'];

/** Whether the same statement may succeed later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  if (error instanceof Malformed) return false;
  const code = (error as { code?: unknown })?.code;
  return typeof code !== 'string' || !dataErrors.includes(code.slice(0, 2));
}
