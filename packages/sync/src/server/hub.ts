import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bus } from '@samspel/platform/bus/bus';
import { closeCodes } from '../protocol/frames.ts';
import { limits as defaultLimits, type Limits } from '../protocol/limits.ts';
import { syncChannel } from '../store/announce.ts';
import type { ListenTo, SqlPool } from '../store/sql-pool.ts';
import { Builder } from './building/builder.ts';
import { Committer } from './commit/committer.ts';
import { Intake } from './commit/intake.ts';
import { DatabaseGate } from './database-gate.ts';
import { type HubLog, silentLog } from './hub-log.ts';
import { type HubMeter, silentMeter } from './hub-meter.ts';
import { OtherHubs } from './peers/other-hubs.ts';
import { Delivery } from './room/delivery.ts';
import { RightsWatch } from './room/rights-watch.ts';
import { anyKind, type RoomKind } from './room/room.ts';
import { Seating } from './room/seating.ts';
import { SecurityTrace } from './security-trace.ts';
import { FrontDoor } from './socket/front-door.ts';
import { Sockets } from './socket/sockets.ts';

export interface DocumentKind {
  /** What editors delivered with this hub write; older ones read at most. */
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
  /** Per kind of document. A document of another kind cannot be opened. */
  documentKinds: Record<string, DocumentKind>;
  /** Exact values of the Origin header that may open a socket; requests without one are programs. */
  allowedOrigins: readonly string[];
  /** The engine alone: no tickets, no tokens, any name, any origin, everyone may write. */
  open?: boolean;
  limits?: Partial<Limits>;
  log?: HubLog;
  meter?: HubMeter;
}

/** What there is at this moment. */
export interface HubState {
  sockets: number;
  documents: number;
  /** Places in documents: a socket may have many. */
  seats: number;
  /** Bytes that wait for their commit, and for how long the oldest has. */
  waitingBytes: number;
  oldestWaitMs: number;
  /** Bytes that readers have not taken yet. */
  unsentBytes: number;
  /** It was not seen for too long who may read: others' edits are held back. */
  fenced: boolean;
  databaseIsUp: boolean;
  otherHubs: number;
  /** Whether hints of other hubs come through; true where there is no bus to fail. */
  hearsOthers: boolean;
}

export interface Hub {
  /** Native protocol on /sync, y-websocket on /yjs/<document>. False when the path is neither. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  state(): HubState;
  /** For /healthz: what is wrong, null when all is well. */
  trouble(): string | null;
  /** Takes no more, commits and acknowledges what it has, closes with 1012. */
  stop(): Promise<void>;
}

const beatMs = 5000;
const byeMs = 500;
/** A hub that lives only for a moment needs no thread. */
const warmMs = 250;

export function createHub(options: HubOptions): Hub {
  return new RunningHub(options);
}

class RunningHub implements Hub {
  readonly #limits: Limits;
  readonly #log: HubLog;
  readonly #trace: SecurityTrace;
  readonly #gate: DatabaseGate;
  readonly #sockets: Sockets;
  readonly #door: FrontDoor;
  readonly #seating: Seating;
  readonly #committer: Committer;
  readonly #rights: RightsWatch;
  readonly #builder: Builder;
  readonly #otherHubs: OtherHubs | null;
  readonly #timers: NodeJS.Timeout[];
  #listening: Promise<{ close(): Promise<void> }> | null;
  #stopping: Promise<void> | null = null;

  constructor(options: HubOptions) {
    const { commits, reads, bus, open = false, log = silentLog, meter = silentMeter } = options;
    const limits = { ...defaultLimits, ...options.limits };
    this.#limits = limits;
    this.#log = log;
    const sockets = new Sockets(limits, meter);
    this.#sockets = sockets;
    const gate = new DatabaseGate(log, (down) => sockets.setPause('database', down));
    this.#gate = gate;
    const builder = new Builder({ reads, limits, log });
    this.#builder = builder;
    const patienceMs = () => (this.#otherHubs?.sends ? limits.gapMs : 0);
    const trace = new SecurityTrace(log, meter, limits);
    this.#trace = trace;
    const fenced = () => this.#rights.fenced;
    const beSure = () => this.#rights.beSure();
    const delivery = new Delivery({ reads, limits, log, meter, patienceMs, fenced, beSure });
    const released = (bytes: number) => sockets.waits(-bytes);
    const rooms = () => this.#seating.rooms.values();
    const roomById = (id: number) => this.#seating.rooms.get(id);
    const rights = new RightsWatch({
      ...{ reads, gate, delivery, log, open, released, rooms, roomById },
      closePerson: (id) => sockets.close(closeCodes.unauthenticated, 'signed out', id),
      // Whoever looks less often than that would never pass anything on.
      fenceMs: Math.max(limits.fenceMs, limits.lookMs * 3),
    });
    this.#rights = rights;
    this.#otherHubs = bus
      ? new OtherHubs({
          ...{ bus, limits, delivery, log, rooms, roomById, fenced },
          presenceChanged: (room) => this.#seating.presenceChanged(room),
          missed: () => this.#look(),
          writesSoon: () => this.#committer.writesSoon,
          heard: (committedAt) => meter.heard(rights.now() - committedAt),
        })
      : null;
    const committer = new Committer({
      ...{ commits, limits, gate, delivery, log, meter, released },
      refreshRights: (room) => rights.refresh(room),
      now: () => rights.now(),
      hubs: () => 1 + (this.#otherHubs?.count ?? 0),
      wrote: (entries, at) => {
        sockets.committed();
        this.#otherHubs?.tell(entries, at);
      },
    });
    this.#committer = committer;
    const intake = new Intake({
      ...{ reads, limits, gate, trace, open, released, committer },
      waits: (bytes) => sockets.waits(bytes),
      stillHere: (personId) => sockets.stillHere(personId),
    });
    const kindOf = kindsByName(options.documentKinds, open);
    const seating = new Seating({
      ...{ reads, builder, limits, gate, delivery, intake, rights, log, trace, open, kindOf },
      opened: (room) => this.#otherHubs?.opened(room),
      showed: (room, states) => this.#otherHubs?.show(room, states),
    });
    this.#seating = seating;
    const { allowedOrigins } = options;
    this.#door = new FrontDoor({
      ...{ reads, builder, limits, gate, seating, sockets },
      ...{ log, meter, trace, allowedOrigins, open },
      now: () => rights.now(),
      clockKnown: () => rights.clockKnown(),
    });
    this.#listening = options.listen ? this.#listen(options.listen) : null;
    this.#timers = [
      setInterval(() => this.#look(), limits.lookMs),
      setInterval(() => this.#lookIfDeaf(), limits.deafLookMs),
      setInterval(() => this.#otherHubs?.beat(), limits.hubBeatMs),
      setInterval(() => this.#visit(), 1000),
      setInterval(() => sockets.checkAlive(), limits.pingMs),
      setInterval(() => sockets.beat(), beatMs),
      setTimeout(() => builder.warm(), warmMs),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#look();
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    return this.#door.handleUpgrade(request, socket, head);
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

  #look(): void {
    this.#rights.look().then(
      () => this.#gate.up(),
      (error) => this.#gate.down(error),
    );
  }

  /** Without hints the log is all there is. */
  #lookIfDeaf(): void {
    if (this.#otherHubs && !this.#otherHubs.hears) this.#look();
  }

  #visit(): void {
    const now = performance.now();
    this.#sockets.visit(now);
    this.#seating.sweep(now);
    this.#trace.visit(now);
  }

  state(): HubState {
    let seats = 0;
    for (const room of this.#seating.rooms.values()) seats += room.seats.size;
    return {
      sockets: this.#sockets.count,
      documents: this.#seating.rooms.size,
      seats,
      waitingBytes: this.#sockets.waitingBytes,
      oldestWaitMs: this.#committer.oldestWaitMs(),
      unsentBytes: this.#sockets.unsentBytes,
      fenced: this.#rights.fenced,
      databaseIsUp: !this.#gate.isDown,
      otherHubs: this.#otherHubs?.count ?? 0,
      hearsOthers: this.#otherHubs?.hears ?? true,
    };
  }

  trouble(): string | null {
    return this.#gate.trouble();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#door.close();
    for (const timer of this.#timers) clearInterval(timer);
    this.#trace.visit(Number.POSITIVE_INFINITY);
    this.#sockets.setPause('stopping', true);
    const { stopMs } = this.#limits;
    await Promise.race([this.#committer.drained(), wait(stopMs, undefined, { ref: false })]);
    this.#gate.stop();
    const goodbye = this.#otherHubs?.stop();
    this.#sockets.close(closeCodes.restart, 'restarting');
    this.#door.end();
    await this.#builder.stop();
    const listening = await this.#listening?.catch(() => null);
    await listening?.close();
    await Promise.race([goodbye, wait(byeMs, undefined, { ref: false })]);
  }
}

function kindsByName(documentKinds: Record<string, DocumentKind>, open: boolean) {
  const kinds = new Map(
    Object.entries(documentKinds).map(([kind, { roots, shapeVersion }]) => [
      kind,
      { roots: new Set(roots), shapeVersion },
    ]),
  );
  return (kind: string): RoomKind | undefined => (open ? anyKind : kinds.get(kind));
}
