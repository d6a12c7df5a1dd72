import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { clientSettings, type DatabaseOptions } from './open-database.ts';

export interface Listening {
  close(): Promise<void>;
}

const channelName = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Listens to a PostgreSQL channel on a connection of its own and listens again after a cut. A
 * notification is a hint: those sent during a cut are lost, so `onReconnect` tells when to look again.
 */
export async function listenTo(
  options: DatabaseOptions,
  channel: string,
  onPayload: (payload: string) => void,
  onReconnect: () => void,
): Promise<Listening> {
  if (!channelName.test(channel)) throw new TypeError(`${channel} is not a channel name`);
  let closed = false;
  let current: pg.Client | undefined;

  const connect = async () => {
    const client = new pg.Client(clientSettings(options));
    client.on('notification', ({ payload = '' }) => onPayload(payload));
    client.on('error', (error) => options.log?.warn({ err: error }, 'listening connection lost'));
    client.on('end', () => {
      if (current !== client || closed) return;
      current = undefined;
      void reconnect();
    });
    await client.connect();
    await client.query(`listen ${channel}`);
    if (closed) await client.end();
    else current = client;
  };
  const reconnect = async () => {
    for (let pauseMs = 100; !closed; pauseMs = Math.min(pauseMs * 2, 5000)) {
      try {
        await connect();
        if (!closed) onReconnect();
        return;
      } catch (error) {
        options.log?.warn({ err: error }, 'cannot listen yet');
        // Spread out, so that all processes do not come back in the same instant.
        await wait(pauseMs * (0.5 + Math.random()));
      }
    }
  };

  await connect();
  return {
    async close() {
      closed = true;
      await current?.end().catch(() => {});
    },
  };
}
