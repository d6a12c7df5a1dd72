import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCodes, type Reply, type Request } from '../../protocol/frames.ts';
import { encodeReply } from '../../protocol/replies.ts';
import { decodeRequests } from '../../protocol/requests.ts';
import type { Shapes } from '../../protocol/shapes.ts';
import { versionOf } from '../../protocol/sub-protocols.ts';
import type { Person } from '../room/room.ts';
import type { Seat } from '../room/seat.ts';
import type { Seating } from '../room/seating.ts';
import { Connection, type ConnectionNeeds } from './connection.ts';
import { NativeVoice } from './native-voice.ts';

export interface NativeNeeds extends ConnectionNeeds {
  seating: Seating;
  /** Null when the ticket opens nothing. */
  greet(connection: Connection, ticket: string): Promise<Person | null>;
  now(): number;
}

/** Many documents over one socket: the native protocol's side of a connection. */
export class NativeConnection extends Connection {
  readonly #needs: NativeNeeds;
  readonly #version: number;
  #shapes: Shapes = new Map();
  readonly #seats = new Map<number, Seat>();
  readonly #opening = new Set<string>();
  readonly #greetingTimer: NodeJS.Timeout;
  #state: 'silent' | 'greeting' | 'greeted' = 'silent';
  #early: Request[] = [];
  #earlyBytes = 0;
  /** The last ping of the message that is being read. */
  #ping: number | null = null;

  constructor(id: string, ws: WebSocket, socket: Duplex, needs: NativeNeeds) {
    super(id, ws, socket, needs);
    this.#needs = needs;
    this.#version = versionOf(ws.protocol) ?? 1;
    this.#greetingTimer = setTimeout(
      () => this.close(closeCodes.greetingTimeout, 'no greeting'),
      this.limits.greetingMs,
    );
  }

  protected pack(frames: Uint8Array[]): Uint8Array[][] {
    return [frames];
  }

  protected receive(message: Uint8Array): void {
    if (this.#state !== 'greeted') {
      this.#earlyBytes += message.length;
      if (this.#earlyBytes > this.limits.greetingBytes) {
        this.close(closeCodes.malformed, 'too much before the greeting');
        return;
      }
    }
    for (const request of decodeRequests(message)) {
      if (this.closed) return;
      if (this.#state === 'greeted') this.#serve(request);
      else if (this.#state === 'greeting') this.#early.push(request);
      else this.#onFirst(request);
    }
    this.#pong();
  }

  /** One for all pings of a message: a message can hold half a million of them. */
  #pong(): void {
    if (this.#ping === null) return;
    this.#say({ type: 'pong', nonce: this.#ping, now: this.#needs.now() });
    this.#ping = null;
  }

  #onFirst(request: Request): void {
    if (request.type !== 'hello' || request.version !== this.#version) {
      this.close(closeCodes.malformed, `hello of version ${this.#version} expected`);
      return;
    }
    this.#shapes = request.shapes ?? this.#shapes;
    this.#state = 'greeting';
    this.#needs.greet(this, request.ticket).then(
      (person) => {
        if (person) this.#welcome(person);
        else this.close(closeCodes.unauthenticated, 'ticket');
      },
      () => this.close(closeCodes.restart, 'stopping'),
    );
  }

  #welcome(person: Person): void {
    clearTimeout(this.#greetingTimer);
    if (this.closed) return;
    this.person = person;
    this.#state = 'greeted';
    this.#say({ type: 'welcome', version: this.#version, now: this.#needs.now() });
    for (const request of this.#early.splice(0)) if (!this.closed) this.#serve(request);
    this.#pong();
  }

  #serve(request: Request): void {
    switch (request.type) {
      case 'hello':
        this.close(closeCodes.malformed, 'hello again');
        return;
      case 'ping':
        this.chargeFrame();
        this.#ping = request.nonce;
        return;
      case 'subscribe':
        void this.#subscribe(request);
        return;
      case 'unsubscribe':
        this.chargeFrame();
        this.#leave(request.handle);
        return;
      case 'update': {
        this.chargeUpdate();
        // A seat that is gone meanwhile: its client has been told, or left itself.
        const seat = this.#seats.get(request.handle);
        if (seat) this.#needs.seating.update(seat, request.message, request.update);
        return;
      }
      case 'awareness': {
        this.chargeFrame();
        const seat = this.#seats.get(request.handle);
        if (seat) this.#show(seat, request.states);
      }
    }
  }

  #show(seat: Seat, states: Uint8Array): void {
    const refused = this.#needs.seating.presence(seat, states);
    if (refused === 'invalid') this.chargeRefusal();
    // An honest page may come to show too much. It asked for no answer: no request has this number.
    if (refused === 'too_large') this.#say({ type: 'denied', request: 0, code: 'presence' });
  }

  async #subscribe(request: Extract<Request, { type: 'subscribe' }>): Promise<void> {
    this.chargeOpening();
    const { name } = request;
    const deny = (code: string) => {
      this.#say({ type: 'denied', request: request.request, code });
    };
    if (this.#opening.has(name) || [...this.#seats.values()].some((s) => s.room.name === name)) {
      return deny('open');
    }
    if (
      this.#seats.size + this.#opening.size >= this.limits.documentsPerSocket ||
      request.clientIds.length > this.limits.clientIdsPerSeat
    ) {
      return deny('too_many');
    }
    this.#opening.add(name);
    try {
      const voice = new NativeVoice(this, this.#version);
      const asked = { ...request, shapes: this.#shapes };
      const seat = await this.#needs.seating.open(this.person!, voice, asked);
      if (this.closed) {
        if (seat) this.#needs.seating.leave(seat);
      } else if (seat && seat.access !== 'none') this.#seated(seat, request);
      else {
        if (seat) this.#needs.seating.leave(seat);
        deny('absent');
      }
    } catch {
      deny('busy');
    } finally {
      this.#opening.delete(name);
    }
  }

  #seated(seat: Seat, request: Extract<Request, { type: 'subscribe' }>): void {
    const { room } = seat;
    const voice = seat.voice as NativeVoice;
    this.#seats.set(room.handle, seat);
    seat.announced = true;
    voice.handle = room.handle;
    this.#say({
      type: 'subscribed',
      request: request.request,
      handle: room.handle,
      incarnation: room.incarnation,
      head: room.delivered,
      since: seat.sentSeq,
      ...voice.told(seat.standing),
    });
    this.#needs.seating.start(seat);
  }

  #leave(handle: number): void {
    const seat = this.#seats.get(handle);
    if (!seat) return;
    this.#seats.delete(handle);
    this.#needs.seating.leave(seat);
  }

  protected left(): void {
    clearTimeout(this.#greetingTimer);
    for (const seat of this.#seats.values()) this.#needs.seating.leave(seat);
    this.#seats.clear();
  }

  #say(reply: Reply): void {
    this.send(encodeReply(reply));
  }

  /** Sign of life and clock, while sockets are not read and pings cannot be answered. */
  beat(): void {
    if (this.#state === 'greeted') this.#say({ type: 'pong', nonce: 0, now: this.#needs.now() });
  }

  say(reply: Reply): void {
    this.#say(reply);
  }

  /** What an honest client may come to be refused costs as much again as it did to send it. */
  refused(code: string): void {
    if (code === 'invalid' || code === 'foreign') this.chargeRefusal();
    else this.chargeUpdate();
  }

  evict(handle: number): void {
    this.#leave(handle);
  }
}
