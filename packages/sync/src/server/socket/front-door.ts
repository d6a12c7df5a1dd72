import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeCodes } from '../../protocol/frames.ts';
import type { Limits } from '../../protocol/limits.ts';
import { bestOf, subProtocols } from '../../protocol/sub-protocols.ts';
import { findTokenOwner, useTicket } from '../../store/lookups.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { SocketPerson } from '../../store/tickets.ts';
import type { Builder } from '../building/builder.ts';
import type { DatabaseGate } from '../database-gate.ts';
import type { HubLog } from '../hub-log.ts';
import type { HubMeter } from '../hub-meter.ts';
import type { Person } from '../room/room.ts';
import type { Seating } from '../room/seating.ts';
import type { SecurityTrace } from '../security-trace.ts';
import type { Connection } from './connection.ts';
import { NativeConnection, type NativeNeeds } from './native-connection.ts';
import type { Sockets } from './sockets.ts';
import { parseTarget, refuseUpgrade, type Target } from './upgrade.ts';
import { YjsConnection, type YjsNeeds } from './yjs-connection.ts';

export interface FrontDoorNeeds {
  reads: SqlPool;
  builder: Builder;
  limits: Limits;
  gate: DatabaseGate;
  seating: Seating;
  sockets: Sockets;
  log: HubLog;
  meter: HubMeter;
  trace: SecurityTrace;
  allowedOrigins: readonly string[];
  open: boolean;
  /** Database time, ms. */
  now(): number;
  clockKnown(): Promise<void>;
}

/** Who comes in: paths, origins, sub-protocols, tickets and tokens. */
export class FrontDoor {
  readonly #needs: FrontDoorNeeds;
  readonly #server: WebSocketServer;
  readonly #native: NativeNeeds;
  readonly #yjs: YjsNeeds;
  #nextConnection = 1;
  #closed = false;

  constructor(needs: FrontDoorNeeds) {
    this.#needs = needs;
    const { limits, seating, builder, sockets, log, now } = needs;
    // The same for all connections: there are thousands of them.
    const common = {
      limits,
      seating,
      dirty: (connection: Connection) => sockets.dirty(connection),
      patient: (connection: Connection) => sockets.patient(connection),
      gone: (connection: Connection) => sockets.gone(connection),
      fault: (error: unknown) => log.warn({ err: error }, 'a message could not be handled'),
      ended: (connection: Connection, why: string) => this.#onEnded(connection, why),
      paused: () => sockets.paused,
      now,
    };
    this.#native = {
      ...common,
      greet: (connection, ticket) => this.#greet(connection, ticket),
    };
    this.#yjs = {
      ...common,
      builder,
      greet: (connection, name, token) => this.#greetToken(connection, name, token),
    };
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: needs.limits.messageBytes,
      maxFragments: needs.limits.fragmentsPerMessage,
      // Browsers insist on an answer that names one of theirs.
      handleProtocols: (offered) => bestOf(offered) ?? false,
    });
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const target = parseTarget(request);
    if (!target) return false;
    const refused = this.#whyNot(request, target);
    if (refused) {
      const documentName = target.kind === 'yjs' ? target.name : undefined;
      const { origin } = request.headers;
      this.#needs.trace.refused('upgrade', refused[1], { documentName, origin });
      refuseUpgrade(socket, ...refused);
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      if (target.kind !== 'invalid') this.#connect(ws, socket, target);
    });
    return true;
  }

  #whyNot(request: IncomingMessage, target: Target): [number, string] | null {
    if (this.#closed) return [503, 'restarting'];
    if (target.kind === 'invalid') return [400, 'no such document name'];
    const { origin } = request.headers;
    const { open, allowedOrigins } = this.#needs;
    // A browser always says which site opens the socket; another site must not ride on a session.
    if (!open && origin !== undefined && !allowedOrigins.includes(origin)) return [403, 'origin'];
    if (target.kind === 'native') {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
      if (!bestOf(offered)) return [400, `sub-protocol ${subProtocols.join(' or ')} expected`];
    }
    return null;
  }

  #connect(ws: WebSocket, socket: Duplex, target: Exclude<Target, { kind: 'invalid' }>): void {
    const id = `~${this.#nextConnection++}`;
    // Small frames must not wait for the answer to the one before.
    if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true);
    const { sockets } = this.#needs;
    if (target.kind === 'native') {
      sockets.add(new NativeConnection(id, ws, socket, this.#native));
      return;
    }
    const connection = new YjsConnection(id, ws, socket, this.#yjs);
    sockets.add(connection);
    void connection.begin(target.name, target.token);
  }

  /** Whom this side sends away for what they did is told to the log; never what they wrote. */
  #onEnded(connection: Connection, why: string): void {
    this.#needs.meter.ended(why);
    if (why.startsWith('44')) this.#needs.trace.sentAway(why, { person: connection.person?.id });
  }

  async #greet(connection: Connection, ticket: string): Promise<Person | null> {
    const { open, gate, reads } = this.#needs;
    await this.#needs.clockKnown();
    if (open) return anonymous(connection);
    const found = await gate.untilDone(() => useTicket(reads, ticket));
    return found && this.#admit(connection, found);
  }

  async #greetToken(connection: Connection, name: string, token: string): Promise<Person | null> {
    const { open, gate, reads } = this.#needs;
    if (open) return anonymous(connection);
    const found = await gate.untilDone(() => findTokenOwner(reads, token, name));
    return found && this.#admit(connection, { ...found, initials: '', colour: '' });
  }

  #admit(connection: Connection, found: SocketPerson): Person | null {
    const { personId, name, initials, colour } = found;
    const { sockets, limits } = this.#needs;
    if (sockets.countOf(personId) >= limits.socketsPerPerson) {
      connection.close(closeCodes.tooManySockets, 'too many sockets');
      return null;
    }
    return { id: personId, name, initials, colour, anonymous: false };
  }

  /** Nobody new; those inside stay. */
  close(): void {
    this.#closed = true;
  }

  end(): void {
    this.#server.close();
  }
}

const anonymous = (connection: Connection): Person => ({
  id: connection.id,
  name: '',
  initials: '',
  colour: '',
  anonymous: true,
});
