import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Bus } from '@samspel/platform/bus/bus';
import type { Limits } from '../protocol/limits.ts';
import type { ListenTo, SqlPool } from '../store/sql-pool.ts';

export interface DocumentKind {
  shapeVersion: number;
  /** Root names an update may write under. */
  roots: readonly string[];
}

export interface HubOptions {
  /** Commits, and nothing else (2 to 4 connections), so that a reader never delays a writer. */
  commits: SqlPool;
  /** Everything else. */
  reads: SqlPool;
  /** Wakes the hub on freezes and changes of access; without it the hub looks once a second. */
  listen?: ListenTo;
  /** Hints between hubs. */
  bus?: Bus;
  /** Root names per kind of document. A document of another kind cannot be opened. */
  documentKinds: Record<string, DocumentKind>;
  /** Exact values of the Origin header that may open a socket; requests without one are programs. */
  allowedOrigins: readonly string[];
  /** The engine alone: no tickets, no tokens, any name, everyone may write. */
  open?: boolean;
  limits?: Partial<Limits>;
  log?: {
    warn(details: object, message: string): void;
    info(details: object, message: string): void;
  };
}

export interface Hub {
  /** Native protocol on /sync, y-websocket on /yjs/<document>. False when the path is neither. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** For /healthz: what is wrong, null when all is well. */
  trouble(): string | null;
  /** Takes no more, commits and acknowledges what it has, closes with 1012. */
  stop(): Promise<void>;
}

export declare function createHub(options: HubOptions): Hub;
