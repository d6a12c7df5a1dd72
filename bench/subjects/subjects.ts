import path from 'node:path';
import { longTail } from '@samspel/worker/compaction/start-compaction';
import pg from 'pg';
import { leanProcess } from '../../apps/hub/src/lean-process.ts';
import type { Protocol } from '../load/wires/wire.ts';
import type { Subject } from './subject.ts';

const here = import.meta.dirname;
const peer = (name: string) => path.join(here, '../peers', name);

const ours = (id: 'ours' | 'ours-yjs', label: string, protocol: Protocol): Subject => ({
  id,
  label,
  protocol,
  keeps: 'before others see it',
  database: 'ours',
  documents: true,
  snapshots: protocol === 'native',
  plan: (port, { databaseUrl, folder, redisUrl }) => ({
    execArgv: leanProcess.execArgv,
    file: path.join(here, '../../apps/samspel/src/samspel.ts'),
    args: ['sync-server', '--port', String(port)],
    env: {
      ...leanProcess.env,
      DATABASE_URL: databaseUrl,
      SAMSPEL_DATA: folder,
      REDIS_URL: redisUrl,
    },
  }),
  worker: (databaseUrl) => ({
    file: path.join(here, 'samspel-worker.ts'),
    env: { DATABASE_URL: databaseUrl },
  }),
  settled: noLongTails,
});

/** Every document that has become long is compacted. */
async function noLongTails(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      'select from sync.doc where head - snap_seq >= $1 or bytes - snap_bytes >= $2 limit 1',
      [longTail.rows, longTail.bytes],
    );
    return rowCount === 0;
  } finally {
    await client.end();
  }
}

const hocuspocus = (
  id: 'hocuspocus-postgres' | 'hocuspocus',
  label: string,
  stores: boolean,
): Subject => ({
  id,
  label,
  protocol: 'hocuspocus',
  keeps: stores ? 'seconds later' : 'never',
  database: stores ? 'empty' : null,
  documents: true,
  plan: (port, { databaseUrl }) => ({
    file: path.join(peer('hocuspocus'), 'serve.mjs'),
    cwd: peer('hocuspocus'),
    env: { PORT: String(port), DATABASE_URL: stores ? databaseUrl : '' },
  }),
});

/** In the order in which they are measured and shown. */
export const subjects: readonly Subject[] = [
  ours('ours', 'Samspel, durable (native)', 'native'),
  ours('ours-yjs', 'Samspel, durable (y-websocket)', 'yjs'),
  hocuspocus('hocuspocus-postgres', 'Hocuspocus 4.7.0 + PostgreSQL', true),
  hocuspocus('hocuspocus', 'Hocuspocus 4.7.0, memory', false),
  {
    id: 'y-websocket',
    label: '@y/websocket-server 0.1.5, memory',
    protocol: 'y-websocket',
    keeps: 'never',
    database: null,
    documents: true,
    plan: (port) => ({
      file: path.join(peer('y-websocket'), 'serve.mjs'),
      cwd: peer('y-websocket'),
      env: { PORT: String(port) },
    }),
  },
  {
    id: 'relay',
    label: 'bare ws relay',
    protocol: 'relay',
    keeps: 'never',
    database: null,
    documents: false,
    plan: (port) => ({ file: path.join(here, 'relay.ts'), env: { PORT: String(port) } }),
  },
];
