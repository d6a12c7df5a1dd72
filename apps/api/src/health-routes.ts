import { databaseNow } from '@samspel/platform/clock';
import type { Hono } from 'hono';
import type { Env, Host } from './host.ts';

const PATIENCE_MS = 2000;

/** Whether this process can serve; what is wrong is named, no more. */
export function healthRoutes(app: Hono<Env>, host: Host): void {
  app.get('/healthz', async (c) => {
    const troubles = [
      ...(host.stopping() ? ['stopping'] : []),
      ...((await databaseAnswers(host)) ? [] : ['database does not answer']),
      ...host.health(),
    ];
    return troubles.length === 0
      ? c.json({ status: 'ok' })
      : c.json({ status: 'unavailable', troubles }, 503);
  });
}

async function databaseAnswers({ db }: Host): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answer = databaseNow(db).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
