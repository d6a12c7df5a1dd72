import type { Config } from '@samspel/platform/config';
import { openLog } from '@samspel/platform/log';
import { print, tell } from './command.ts';
import { needSpace, openDataFolder } from './data-folder.ts';
import { demoLinks } from './demo-links.ts';
import { openEmbeddedDatabase } from './embedded/embedded-database.ts';
import { freePort } from './embedded/free-port.ts';
import { Failure, isDiskFull } from './failure.ts';
import { takeFolder } from './installation.ts';
import { needPort, portFailure } from './ports.ts';
import { prepareDatabase, wantsDemo } from './prepare-database.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { readSecret, secretFileOf } from './secret.ts';
import { onlyThisMachine, settings } from './settings.ts';
import { startParts } from './start-parts.ts';
import { untilAskedToStop } from './stop-signals.ts';
import { buildWebClient, webClient } from './web-build.ts';

const begun = performance.now();
const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
const say = (line: string) => print(`[${seconds().padStart(6)}] ${line}`);

export interface StartOptions {
  build: boolean;
  /** Processes of their own; 0: within this one. */
  hubs: number;
  workers: number;
}

type Ends = (() => Promise<void> | void)[];

/** Brings everything up, waits until it should stop, and takes it down in the opposite order. */
export async function startHere(start: StartOptions): Promise<number> {
  const stopping = untilAskedToStop();
  const ends: Ends = [];
  try {
    await bringUp(ends, start, stopping.signal);
    say(`stopping: ${await stopping.asked}`);
  } catch (error) {
    // Whoever stops it while it comes up gets a clean end, not the complaint of the step that ran.
    if (!stopping.signal.aborted) {
      throw isDiskFull(error) ? new Failure('The disk is full.', 1, { cause: error }) : error;
    }
  } finally {
    for (const end of ends.reverse()) await end();
    stopping.forget();
  }
  say('stopped');
  return 0;
}

async function bringUp(ends: Ends, start: StartOptions, signal: AbortSignal): Promise<void> {
  const { build, hubs, workers } = start;
  const config = await withPort(settings());
  if (hubs + workers > 0 && !config.redisUrl) {
    throw new Failure('--hubs and --workers need REDIS_URL: processes tell each other over Redis.');
  }
  // People at a terminal read the lines below; the log is for programs.
  if (process.stderr.isTTY) process.env.LOG_LEVEL ??= 'warn';
  const log = openLog('samspel');
  const dataFolder = openDataFolder(config.dataDirectory);
  needSpace(dataFolder, 16);
  const held = await takeFolder(dataFolder, 'samspel start');
  ends.push(() => held.release());
  const secret = readSecret(secretFileOf(dataFolder, config.secretFile));
  await needPort(config.host, config.port);

  const demo = wantsDemo(config);
  const built = build ? buildWebClient(say, signal) : Promise.resolve();
  // Its failure is awaited below; until then it must not count as unhandled.
  built.catch(() => {});
  const databaseUrl = config.databaseUrl ?? (await startEmbedded(dataFolder, ends));
  signal.throwIfAborted();
  await prepareDatabase(databaseUrl, { demo, dataFolder, say });
  await built;
  signal.throwIfAborted();

  const demoOpen = demo && onlyThisMachine(config.host);
  const options = {
    ...{ config, databaseUrl, secret, dataFolder, webClient, demo: demoOpen, log },
    ...{ hubs, workers },
  };
  const running = await startParts(options).catch((error: unknown) => {
    throw portFailure(error, config.host, config.port);
  });
  ends.push(() => running.stop());
  writeRunFile(dataFolder, { databaseUrl, url: config.publicUrl });
  ends.push(() => removeRunFile(dataFolder));
  welcome(config.publicUrl, secret, { demo, demoOpen, host: config.host });
}

/** PORT=0 takes any free port; links need to know it before anybody listens. */
async function withPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await freePort();
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) };
}

async function startEmbedded(dataFolder: string, ends: Ends): Promise<string> {
  say('starting the embedded PostgreSQL');
  const database = await openEmbeddedDatabase(dataFolder, say);
  ends.push(() => database.stop());
  return database.url;
}

function welcome(
  url: string,
  secret: string,
  { demo, demoOpen, host }: { demo: boolean; demoOpen: boolean; host: string },
): void {
  say(`ready at ${url}`);
  if (demoOpen) {
    print('\nSign in as one of the demo people (each link on its own browser profile or window):');
    for (const { title, email, link } of demoLinks(url, secret)) {
      print(`  ${title} <${email}>\n    ${link}`);
    }
    print(`\nMail of this demo goes to ${url}/demo/mailbox`);
  } else if (demo) {
    tell(`HOST is ${host}: demo sign-in links and the demo mailbox are open on 127.0.0.1 only`);
  } else {
    print('First time here? samspel init --admin EMAIL makes the first administrator.');
  }
  print('Ctrl-C stops it.');
}
