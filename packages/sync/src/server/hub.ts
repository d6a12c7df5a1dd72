import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bus } from '@samspel/platform/bus/bus';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeCodes, subProtocol } from '../protocol/frames.ts';
import { limits as defaultLimits, type Limits } from '../protocol/limits.ts';
import { syncChannel } from '../store/announce.ts';
import { findTokenOwner, useTicket } from '../store/lookups.ts';
import type { ListenTo, SqlPool } from '../store/sql-pool.ts';
import type { SocketPerson } from '../store/tickets.ts';
import { Committer } from './committer.ts';
import type { Connection } from './connection.ts';
import { DatabaseGate } from './database-gate.ts';
import { Delivery } from './delivery.ts';
import { type HubLog, silentLog } from './hub-log.ts';
import { Intake } from './intake.ts';
import { NativeConnection } from './native-connection.ts';
import { RightsWatch } from './rights-watch.ts';
import type { Person, Room } from './room.ts';
import { Seating } from './seating.ts';
import { parseTarget, refuseUpgrade, type Target } from './upgrade.ts';
import { YjsConnection } from './yjs-connection.ts';

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
  /** The engine alone: no tickets, no tokens, any name, any origin, everyone may write. */
  open?: boolean;
  limits?: Partial<Limits>;
  log?: HubLog;
}

export interface Hub {
  /** Native protocol on /sync, y-websocket on /yjs/<document>. False when the path is neither. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** For /healthz: what is wrong, null when all is well. */
  trouble(): string | null;
  /** Takes no more, commits and acknowledges what it has, closes with 1012. */
  stop(): Promise<void>;
}

const stopMs = 5000;
const busTopic = 'sync:tail';
const beatMs = 5000;

export function createHub(options: HubOptions): Hub {
  return new RunningHub(options);
}

class RunningHub implements Hub {
  readonly #options: HubOptions;
  readonly #limits: Limits;
  readonly #log: HubLog;
  readonly #gate: DatabaseGate;
  readonly #seating: Seating;
  readonly #committer: Committer;
  readonly #rights: RightsWatch;
  readonly #connections = new Map<string, Connection>();
  readonly #dirty = new Set<Connection>();
  readonly #server: WebSocketServer;
  readonly #timers: NodeJS.Timeout[];
  readonly #pauses = new Set<string>();
  #listening: Promise<{ close(): Promise<void> }> | null;
  readonly #name = randomUUID();
  readonly #stopHearing: () => void;
  #waitingBytes = 0;
  #nextConnection = 1;
  #flushScheduled = false;
  #stopping: Promise<void> | null = null;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#log = options.log ?? silentLog;
    const { commits, reads, open = false } = options;
    const limits = this.#limits;
    const log = this.#log;
    const gate = new DatabaseGate(log, (down) => this.#setPause('database', down));
    this.#gate = gate;
    const delivery = new Delivery(reads, log);
    const released = (bytes: number) => this.#waits(-bytes);
    this.#rights = new RightsWatch({
      reads,
      gate,
      delivery,
      log,
      open,
      released,
      rooms: () => this.#seating.rooms.values(),
      roomById: (id) => this.#seating.rooms.get(id),
      closePerson: (id) => this.#closePerson(id),
    });
    const rights = this.#rights;
    this.#committer = new Committer({
      commits,
      limits,
      gate,
      delivery,
      log,
      released,
      refreshRights: (room) => rights.refresh(room),
      now: () => rights.now(),
      wrote: (rooms) => this.#tellOtherHubs(rooms),
    });
    const intake = new Intake({
      reads,
      limits,
      gate,
      open,
      released,
      committer: this.#committer,
      waits: (bytes) => this.#waits(bytes),
      stillHere: (personId) => this.#stillHere(personId),
    });
    const kinds = new Map(
      Object.entries(options.documentKinds).map(([kind, { roots }]) => [kind, new Set(roots)]),
    );
    this.#seating = new Seating({
      reads,
      limits,
      gate,
      delivery,
      intake,
      rights,
      log,
      open,
      rootsOf: (kind) => (open ? null : kinds.get(kind)),
    });
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: limits.messageBytes,
      // Browsers insist on an answer that names one of theirs; there is only one to name.
      handleProtocols: (offered) => (offered.has(subProtocol) ? subProtocol : false),
    });
    this.#stopHearing = this.#hearOtherHubs();
    this.#listening = options.listen ? this.#listen(options.listen) : null;
    this.#timers = [
      setInterval(() => this.#look(), limits.lookMs),
      setInterval(() => this.#visit(), 1000),
      setInterval(() => this.#checkAlive(), limits.pingMs),
      setInterval(() => this.#beat(), beatMs),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#look();
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const target = parseTarget(request);
    if (!target) return false;
    const refused = this.#whyNoUpgrade(request, target);
    if (refused) {
      refuseUpgrade(socket, ...refused);
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      if (target.kind !== 'invalid') this.#connect(ws, socket, target);
    });
    return true;
  }

  #whyNoUpgrade(request: IncomingMessage, target: Target): [number, string] | null {
    if (this.#stopping) return [503, 'restarting'];
    if (target.kind === 'invalid') return [400, 'no such document name'];
    const { origin } = request.headers;
    const { open, allowedOrigins } = this.#options;
    // A browser always says which site opens the socket; another site must not ride on a session.
    if (!open && origin !== undefined && !allowedOrigins.includes(origin)) return [403, 'origin'];
    if (target.kind === 'native') {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
      if (!offered.includes(subProtocol)) return [400, `sub-protocol ${subProtocol} expected`];
    }
    return null;
  }

  #connect(ws: WebSocket, socket: Duplex, target: Exclude<Target, { kind: 'invalid' }>): void {
    const id = `~${this.#nextConnection++}`;
    // Small frames must not wait for the answer to the one before.
    if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true);
    const needs = {
      limits: this.#limits,
      seating: this.#seating,
      reads: this.#options.reads,
      dirty: (connection: Connection) => this.#markDirty(connection),
      gone: (connection: Connection) => this.#connections.delete(connection.id),
      fault: (error: unknown) => this.#log.warn({ err: error }, 'a message could not be handled'),
      paused: () => this.#pauses.size > 0,
      now: () => this.#rights.now(),
    };
    if (target.kind === 'native') {
      const greet = (connection: Connection, ticket: string) => this.#greet(connection, ticket);
      this.#connections.set(id, new NativeConnection(id, ws, socket, { ...needs, greet }));
      return;
    }
    const greet = (connection: Connection, name: string, token: string) =>
      this.#greetToken(connection, name, token);
    const connection = new YjsConnection(id, ws, socket, { ...needs, greet });
    this.#connections.set(id, connection);
    void connection.begin(target.name, target.token);
  }

  async #greet(connection: Connection, ticket: string): Promise<Person | null> {
    if (this.#options.open) return anonymous(connection);
    const found = await this.#gate.untilDone(() => useTicket(this.#options.reads, ticket));
    return found && this.#admitPerson(connection, found);
  }

  async #greetToken(connection: Connection, name: string, token: string): Promise<Person | null> {
    if (this.#options.open) return anonymous(connection);
    const { reads } = this.#options;
    const found = await this.#gate.untilDone(() => findTokenOwner(reads, token, name));
    if (!found) return null;
    return this.#admitPerson(connection, { ...found, initials: '', colour: '' });
  }

  #admitPerson(connection: Connection, found: SocketPerson): Person | null {
    const { personId, name, initials, colour } = found;
    let sockets = 0;
    for (const other of this.#connections.values()) if (other.person?.id === personId) sockets += 1;
    if (sockets >= this.#limits.socketsPerPerson) {
      connection.close(closeCodes.tooManySockets, 'too many sockets');
      return null;
    }
    return { id: personId, name, initials, colour, anonymous: false };
  }

  async #stillHere(personId: string): Promise<boolean> {
    const connection = this.#connections.get(personId);
    if (!connection) return false;
    if (await connection.answers(2000)) return true;
    connection.terminate();
    return false;
  }

  #closePerson(personId: string): void {
    for (const connection of this.#connections.values()) {
      if (connection.person?.id === personId) {
        connection.close(closeCodes.unauthenticated, 'signed out');
      }
    }
  }

  #markDirty(connection: Connection): void {
    this.#dirty.add(connection);
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => {
      this.#flushScheduled = false;
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      for (const each of dirty) each.flush();
    });
  }

  #waits(bytes: number): void {
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > this.#limits.queueHighBytes) this.#setPause('queue', true);
    else if (this.#waitingBytes < this.#limits.queueLowBytes) this.#setPause('queue', false);
  }

  /** While anything stands in the way of commits no socket is read: TCP makes the senders wait. */
  #setPause(reason: string, on: boolean): void {
    if (this.#pauses.has(reason) === on) return;
    const before = this.#pauses.size > 0;
    if (on) this.#pauses.add(reason);
    else this.#pauses.delete(reason);
    const after = this.#pauses.size > 0;
    if (before === after) return;
    for (const connection of this.#connections.values()) {
      if (after) connection.pause('hub');
      else connection.resume('hub');
    }
  }

  #listen(listen: ListenTo): Promise<{ close(): Promise<void> }> {
    const begin = () =>
      listen(
        syncChannel,
        (payload) => this.#rights.onAnnouncement(payload),
        () => this.#look(),
      );
    const listening = this.#gate.untilDone(begin);
    // Without it the hub looks every second all the same.
    listening.catch((error) => this.#log.warn({ err: error }, 'not listening'));
    return listening;
  }

  /** A hint after the commit; a hub that misses it finds the head when it looks. */
  #tellOtherHubs(rooms: Iterable<Room>): void {
    const tail = Array.from(rooms, (room) => room.id);
    void this.#options.bus?.publish(busTopic, { from: this.#name, tail });
  }

  #hearOtherHubs(): () => void {
    const { bus } = this.#options;
    if (!bus) return () => {};
    const stop = bus.subscribe(busTopic, (message) => {
      const { from, tail } = message as { from?: unknown; tail?: unknown };
      if (from === this.#name || !Array.isArray(tail)) return;
      this.#rights.onAnnouncement(JSON.stringify({ tail }));
    });
    const stopReconnect = bus.onReconnect(() => this.#look());
    return () => {
      stop();
      stopReconnect();
    };
  }

  #look(): void {
    this.#rights.look().then(
      () => this.#gate.up(),
      (error) => this.#gate.down(error),
    );
  }

  #visit(): void {
    const now = performance.now();
    for (const connection of this.#connections.values()) connection.visit(now);
    this.#seating.sweep(now);
  }

  #checkAlive(): void {
    for (const connection of this.#connections.values()) connection.checkAlive();
  }

  #beat(): void {
    if (this.#pauses.size === 0) return;
    for (const connection of this.#connections.values()) {
      if (connection instanceof NativeConnection) connection.beat();
    }
  }

  trouble(): string | null {
    return this.#gate.trouble();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#setPause('stopping', true);
    await Promise.race([this.#committer.drained(), wait(stopMs, undefined, { ref: false })]);
    this.#gate.stop();
    this.#stopHearing();
    for (const connection of [...this.#connections.values()]) {
      connection.close(closeCodes.restart, 'restarting');
    }
    this.#server.close();
    const listening = await this.#listening?.catch(() => null);
    await listening?.close();
  }
}

const anonymous = (connection: Connection): Person => ({
  id: connection.id,
  name: '',
  initials: '',
  colour: '',
  anonymous: true,
});
