import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Bus } from '@samspel/platform/bus/bus';
import type { Config } from '@samspel/platform/config';
import type { Files } from '@samspel/platform/files/files';
import type { Logger } from '@samspel/platform/log';
import type { Db } from '@samspel/server/database';
import type { Auth } from '@samspel/server/person/auth';
import type { Metrics } from './metrics.ts';
import type { WebClient } from './web-client.ts';

/** What the routes are given. */
export interface Host {
  /** `publicUrl` with the port that is listened on, `demo` only on a host that nobody else reaches. */
  config: Config;
  db: Db;
  /** Connections of its own that are asked for the time and nothing else: no queue stands before them. */
  clock: Db;
  auth: Auth;
  bus: Bus;
  files: Files;
  webClient: WebClient;
  metrics: Metrics;
  log: Logger;
  /** What else is wrong in this process; empty when all is well. */
  health(): string[];
  stopping(): boolean;
  /** Event streams under way: they end only when somebody ends them. */
  streams: Set<ServerResponse>;
}

export interface Env {
  Bindings: HttpBindings;
  Variables: { requestId: string; address: string };
}
