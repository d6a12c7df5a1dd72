import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Config } from '@samspel/platform/config';
import type { Diagnosis } from '@samspel/platform/db/diagnose';
import { openFiles } from '@samspel/platform/files/files';
import { openScanner } from '@samspel/platform/scan/scanner';
import { migrationSteps } from '@samspel/server/migrate';
import type { Undecided } from '@samspel/server/proposal/submitting/undecided.queries';
import type { Quarantined } from '@samspel/sync/store/document-states';
import { freeMebibytes } from './data-folder.ts';
import { closedFolder } from './embedded/reachable.ts';
import { inOneLine } from './failure.ts';
import { knockRedis, knockSmtp } from './probe.ts';
import { secretFileOf } from './secret.ts';
import { onlyThisMachine } from './settings.ts';

/** One thing that was looked at. `mend` says what to do about it. */
export interface Checked {
  what: string;
  state: 'ok' | 'note' | 'FAIL';
  found: string;
  mend?: string;
}

const ok = (what: string, found: string): Checked => ({ what, state: 'ok', found });
const note = (what: string, found: string, mend?: string): Checked => ({
  what,
  state: 'note',
  found,
  mend,
});
const fail = (what: string, found: string, mend: string): Checked => ({
  what,
  state: 'FAIL',
  found,
  mend,
});

export function checkNode(): Checked {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return ok('node', process.version);
  return fail(
    'node',
    process.version,
    'run the commands through "npx -y pnpm@12", which has Node 24',
  );
}

export function checkDataFolder(folder: string): Checked[] {
  if (!existsSync(folder)) {
    return [note('data folder', `${folder} does not exist yet`, 'the first start makes it')];
  }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const mend = `give it to this user: chown -R "$(id -un)" ${folder}`;
    return [fail('data folder', `${folder} is not writable`, mend)];
  }
  const free = freeMebibytes(folder);
  const mend = 'free some space: under 500 MiB backups fail, and at 0 nothing can be saved';
  const space =
    free < 500
      ? fail('disk space', `${free} MiB free at ${folder}`, mend)
      : ok('disk space', `${free} MiB free`);
  return [ok('data folder', folder), space];
}

export function checkSecret(folder: string, config: Config): Checked {
  const file = secretFileOf(folder, config.secretFile);
  if (!existsSync(file)) return note('secret file', 'not made yet', 'the first start makes it');
  const others = statSync(file).mode & 0o077;
  if (others !== 0) return fail('secret file', `others may read ${file}`, `chmod 600 ${file}`);
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    return fail('secret file', inOneLine(error), `chown "$(id -un)" ${file}`);
  }
  return ok('secret file', file);
}

export async function checkSmtp(config: Config): Promise<Checked> {
  if (!config.smtpUrl) {
    return note(
      'mail',
      'SMTP_URL is not set',
      'mail is kept in the demo mailbox and reaches nobody',
    );
  }
  const host = new URL(config.smtpUrl).host;
  const trouble = await knockSmtp(config.smtpUrl);
  if (!trouble) return ok('mail', `${host} answers`);
  return fail('mail', `${host}: ${trouble}`, 'look at SMTP_URL and at the mail server; mail waits');
}

export async function checkRedis(config: Config): Promise<Checked> {
  if (!config.redisUrl) return ok('redis', 'not used (one process)');
  const host = new URL(config.redisUrl).host;
  const trouble = await knockRedis(config.redisUrl);
  if (!trouble) return ok('redis', `${host} answers`);
  return fail('redis', `${host}: ${trouble}`, 'start Redis, or unset REDIS_URL to run one process');
}

/** Asks for a file that nobody has: a bucket that answers that is there and lets us in. */
export async function checkFiles(folder: string, config: Config): Promise<Checked> {
  if (!config.filesUrl) return ok('files', 'in the data folder');
  const { host, pathname } = new URL(config.filesUrl);
  const place = `${host}${pathname}`;
  try {
    await openFiles(path.join(folder, 'files'), config.filesUrl).sizeOf('0'.repeat(64));
    return ok('files', `${place} answers`);
  } catch (error) {
    const mend =
      'look at FILES_URL, at the bucket and at the rights of its key; nothing can be uploaded';
    return fail('files', `${place}: ${inOneLine(error)}`, mend);
  }
}

export async function checkScanner({ scanner }: Config): Promise<Checked> {
  if (!scanner) {
    const mend = 'set SCAN_URL or SCAN_COMMAND; until then annexes are called unscanned';
    return note('virus scanner', 'none', mend);
  }
  try {
    const verdict = await openScanner(scanner).scan(Readable.from([Buffer.from('doctor')]));
    if (verdict === 'clean') return ok('virus scanner', 'answers');
    return fail('virus scanner', 'calls a plain word infected', 'look at its settings');
  } catch (error) {
    const mend = 'look at SCAN_URL or SCAN_COMMAND; files wait, and nobody is late for it';
    return fail('virus scanner', inOneLine(error), mend);
  }
}

export function checkAddress(config: Config): Checked {
  const secure = config.publicUrl.startsWith('https:');
  if (secure || onlyThisMachine(new URL(config.publicUrl).hostname)) {
    return ok('address', config.publicUrl);
  }
  const mend = 'set SAMSPEL_URL to the https address: passkeys and secure cookies need it';
  return fail('address', `${config.publicUrl} is neither https nor this machine`, mend);
}

export function checkDatabase(found: Diagnosis): Checked[] {
  const { version, versionNumber, connections } = found;
  const checks: Checked[] = [];
  checks.push(
    versionNumber >= 150_000
      ? ok('database', `PostgreSQL ${version}, ${connections.used} connections`)
      : fail('database', `PostgreSQL ${version}`, 'Samspel needs PostgreSQL 15 or newer'),
  );
  if (connections.allowed < 60) {
    const mend = 'raise max_connections to 100';
    checks.push(fail('connections', `${connections.allowed} allowed`, mend));
  }
  if (!['on', 'remote_apply', 'remote_write'].includes(found.synchronousCommit)) {
    const mend = 'set synchronous_commit = on: "Saved" on the screen must mean on disk';
    checks.push(fail('durability', `synchronous_commit is ${found.synchronousCommit}`, mend));
  }
  for (const role of found.roles) {
    const mend = `alter role ${role.name} nosuperuser nobypassrls nologin; give its tables to the owner`;
    checks.push(
      role.faults.length === 0
        ? ok('role', `${role.name} owns nothing and is bound by row security`)
        : fail('role', `${role.name} ${role.faults.join(', ')}`, mend),
    );
  }
  if (found.loginIsSuperuser) {
    const mend = 'own the database by a role without superuser rights';
    checks.push(note('login', `${found.login} is a superuser`, mend));
  }
  checks.push(checkMigrations(found.migrations), checkClock(found.clockSkewMs));
  return checks;
}

function checkMigrations(ran: Record<string, string[]>): Checked {
  const missing: string[] = [];
  const unknown: string[] = [];
  for (const step of migrationSteps) {
    if ('run' in step) continue;
    const names = ran[step.schema] ?? [];
    const known = Object.keys(step.migrations);
    missing.push(...known.filter((name) => !names.includes(name)));
    unknown.push(...names.filter((name) => !known.includes(name)));
  }
  if (unknown.length > 0) {
    const mend = 'this program is older than the database: install the newer version';
    return fail('migrations', `unknown: ${unknown.join(', ')}`, mend);
  }
  if (missing.length === 0) return ok('migrations', 'current');
  return fail('migrations', `not run: ${missing.join(', ')}`, 'run "samspel migrate" or start');
}

function checkClock(skewMs: number): Checked {
  if (Math.abs(skewMs) <= 2000) return ok('clock', `${skewMs} ms from the database's`);
  // Nothing is decided by the host's clock; people still read it, and TLS does.
  const mend = "set the clocks by NTP; deadlines follow the database's clock";
  return fail('clock', `${Math.round(skewMs / 1000)} s from the database's`, mend);
}

/** A deadline may hang on each of them. */
/** What was acknowledged is served from the log all the same: long documents open slowly, no more. */
export function checkDocuments(quarantined: readonly Quarantined[]): Checked[] {
  if (quarantined.length === 0) return [ok('documents', 'every long one is compacted')];
  const mend = 'open it and look: what is strange in it can be deleted there; it is judged again';
  return quarantined.map(({ name, reason }) => note('documents', `${name}: ${reason}`, mend));
}

export function checkSubmissions(undecided: readonly Undecided[]): Checked[] {
  if (undecided.length === 0) return [ok('submissions', 'every one received was decided')];
  return undecided.map(({ intentId, proposalId, receivedAt, attempts, state }) => {
    const what = state === 'waiting' ? 'waits for its decision' : 'was handed back';
    const tried = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
    const found = `proposal ${proposalId}, received ${receivedAt.toISOString()}, ${what} (${tried})`;
    const mend =
      state === 'waiting'
        ? `is a worker running? look in the log for intent ${intentId}`
        : `mend what the log says of intent ${intentId}, then ask its lead to submit again, unchanged`;
    return fail('submissions', found, mend);
  });
}

/** Left-over servers whose data folder no start holds. */
export function checkOrphan(running: boolean, orphan: { pid: number } | undefined): Checked {
  if (!orphan || running) return ok('orphans', 'no PostgreSQL without its start');
  const mend = 'the next start ends it cleanly; or: kill -INT ';
  return fail('orphans', `PostgreSQL ${orphan.pid} runs without its start`, `${mend}${orphan.pid}`);
}

export function checkReachable(
  folder: string,
  user: { name: string; uid: number; gid: number } | undefined,
): Checked | undefined {
  const closed = user ? closedFolder(path.join(folder, 'data'), user) : undefined;
  if (!closed) return undefined;
  const mend = `chmod o+x ${closed}`;
  return fail('database files', `${closed} is closed to user ${user?.name}`, mend);
}
