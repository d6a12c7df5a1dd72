import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BackupManifest } from '@samspel/platform/backup/format';
import { BackupDamaged } from '@samspel/platform/backup/format';
import { type InspectedBackup, inspectBackup } from '@samspel/platform/backup/inspect';
import { filledTables, load } from '@samspel/platform/backup/load';
import { asSystem } from '@samspel/platform/db/as-system';
import { openDatabase } from '@samspel/platform/db/open-database';
import { verifyAllChains } from '@samspel/platform/outbox/verify-chain';
import { endAllUploads } from '@samspel/server/annex/uploading/end-all-uploads';
import type { Database } from '@samspel/server/database';
import { migrateToLatest } from '@samspel/server/migrate';
import { endSignIns } from '@samspel/server/person/end-sign-ins';
import { verifyAllSubmissions } from '@samspel/server/submission/verify-all';
import { verifyStoredFiles } from '@samspel/server/verify-stored-files';
import { beginNewHistories } from '@samspel/sync/store/documents';
import { filesOf, readBackup, schemas, secretName } from '../backup-files.ts';
import { type Command, print, tell } from '../command.ts';
import { Failure } from '../failure.ts';
import { type Installation, withInstallation } from '../installation.ts';
import { migrateAsOf } from '../migrate-as-of.ts';
import { secretFileOf } from '../secret.ts';

const quiet = { info: () => {} };

async function inspect(file: string): Promise<InspectedBackup> {
  if (!existsSync(file)) throw new Failure(`${file} does not exist`);
  try {
    return await inspectBackup(readBackup(file));
  } catch (error) {
    if (error instanceof BackupDamaged) throw new Failure(`${file}: ${error.message}`);
    throw error;
  }
}

async function refuseFilled({ databaseUrl }: Installation, force: boolean): Promise<void> {
  const filled = await filledTables(databaseUrl, schemas);
  if (filled.length === 0) return;
  if (!force) {
    throw new Failure(
      `this installation is not empty (${filled.length} tables hold rows, e.g. ${filled[0]}). ` +
        'Restore into an empty one, or replace everything in it with --force.',
    );
  }
  tell(`replacing what ${filled.length} tables hold`);
}

async function writeRestored(installation: Installation, name: string, content: Buffer) {
  const { dataFolder, config } = installation;
  if (name !== secretName) {
    const sha256 = await filesOf(installation).put(content);
    if (sha256 !== name) throw new BackupDamaged(`file ${name} is not what its name says`);
    return;
  }
  if (config.secretFile) {
    tell('the secret of the backup is left out: SAMSPEL_SECRET_FILE is in force');
    return;
  }
  const file = secretFileOf(dataFolder, undefined);
  if (existsSync(file)) renameSync(file, `${file}.before-restore`);
  writeFileSync(file, content, { mode: 0o600 });
}

/** Ends what clients know of documents, computes every event chain again, counts what came back. */
async function prove(installation: Installation, manifest: BackupManifest): Promise<number> {
  const db = openDatabase<Database>({
    url: installation.databaseUrl,
    applicationName: 'samspel-restore',
    statementTimeoutMs: 600_000,
  });
  try {
    // Browsers that wrote after the backup was made must not take up where they were.
    await beginNewHistories(db);
    const { sessions, links } = await endSignIns(db);
    tell(
      `everybody signs in anew: ${sessions} sessions and ${links} unused sign-in links were ended`,
    );
    await endAllUploads(db);
    const faults: string[] = [];
    const chains = await asSystem(db, (trx) =>
      verifyAllChains(trx, ({ aggregateId, version, fault }) =>
        faults.push(`event ${version} of ${aggregateId}: ${fault}`),
      ),
    );
    const { submissions } = await verifyAllSubmissions(db, (line) => faults.push(line));
    const storedFiles = await verifyStoredFiles(db, filesOf(installation), (line) =>
      faults.push(line),
    );
    const tables = manifest.tables;
    print(
      JSON.stringify({
        tables: tables.length,
        rows: tables.reduce((sum, table) => sum + table.rows, 0),
        files: manifest.files.length,
        eventChains: chains.aggregates,
        events: chains.entries,
        submissions,
        storedFiles,
        sessionsEnded: sessions,
        faults,
      }),
    );
    for (const fault of faults) tell(fault);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

const command: Command = {
  usage: 'FILE [--force]',
  does: 'brings a backup into an empty installation; proves rows, files, events and submissions',
  words: ['FILE'],
  options: { force: { type: 'boolean' } },
  async run({ words, options }) {
    const file = path.resolve(words[0] ?? '');
    const backup = await inspect(file);
    return await withInstallation('restore', async (installation) => {
      if (installation.kind === 'running') {
        throw new Failure('samspel runs on this data: stop it, then restore');
      }
      const url = installation.databaseUrl;
      await refuseFilled(installation, options.force === true);
      await migrateAsOf(url, backup.header.migrations);
      await load({
        url,
        schemas,
        backup,
        stream: readBackup(file),
        writeFile: (name, content) => writeRestored(installation, name, content),
      });
      await migrateToLatest(url, quiet);
      return await prove(installation, backup.manifest);
    });
  },
};
export default command;
