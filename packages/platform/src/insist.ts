import { isOutage } from './outage.ts';

const triesMax = 3;
const busyCodes = ['57014', '55P03'];

/** Tries again what a busy or absent database kept from being done; for what must not be refused lightly. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === triesMax || !isBusy(error)) throw error;
    }
  }
}

/** A statement or a lock that took too long (57014 query_canceled, 55P03 lock_not_available), or an outage. */
function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && busyCodes.includes(code)) || isOutage(error);
}
