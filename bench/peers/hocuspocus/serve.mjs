import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';
import pg from 'pg';

// PORT, and DATABASE_URL where documents are to be stored. Everything else is at its defaults.
const extensions = [];
if (process.env.DATABASE_URL) {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  await pool.query(
    'create table if not exists document (name text primary key, data bytea not null)',
  );
  extensions.push(
    new Database({
      async fetch({ documentName }) {
        const { rows } = await pool.query('select data from document where name = $1', [
          documentName,
        ]);
        return rows[0]?.data ?? null;
      },
      async store({ documentName, state }) {
        await pool.query(
          'insert into document (name, data) values ($1, $2) on conflict (name) do update set data = excluded.data',
          [documentName, state],
        );
      },
    }),
  );
}
const server = new Server({
  address: '127.0.0.1',
  port: Number(process.env.PORT),
  quiet: true,
  extensions,
});
await server.listen();
process.stdout.write('ready\n');
// Whoever started it has ended.
process.stdin.on('end', () => process.exit(1)).resume();
