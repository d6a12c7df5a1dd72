import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { ByteReader, Malformed } from '../../protocol/byte-reader.ts';
import { closeCodes } from '../../protocol/frames.ts';
import type { Builder } from '../building/builder.ts';
import { encodePresence, readPresence } from '../room/presence.ts';
import { type LogEntry, mayWrite, type Person } from '../room/room.ts';
import type { Refusal, Seat, SeatVoice, Standing } from '../room/seat.ts';
import type { Seating } from '../room/seating.ts';
import { Connection, type ConnectionNeeds } from './connection.ts';
import { DeletedRanges } from './deleted-ranges.ts';
import {
  authDenied,
  awarenessMessage,
  messageAwareness,
  messageQueryAwareness,
  messageSync,
  readStateVector,
  syncMessage,
  syncStep1,
  syncStep2,
  syncUpdate,
} from './yjs-messages.ts';

export interface YjsNeeds extends ConnectionNeeds {
  seating: Seating;
  builder: Builder;
  /** Null when the token does not open the document. */
  greet(connection: Connection, name: string, token: string): Promise<Person | null>;
}

/** The standard y-websocket protocol: one document over one socket. It knows no acknowledgement. */
export class YjsConnection extends Connection implements SeatVoice {
  readonly #needs: YjsNeeds;
  readonly #greetingTimer: NodeJS.Timeout;
  #seat: Seat | null = null;
  #message = 0;
  #started = false;
  #answering = false;
  /** What came after a question whose answer is on its way. */
  readonly #behind: Uint8Array[] = [];
  #deleted: DeletedRanges | null = null;

  constructor(id: string, ws: WebSocket, socket: Duplex, needs: YjsNeeds) {
    super(id, ws, socket, needs);
    this.#needs = needs;
    // Its token is in the address: before that is looked up it can be made to wait for all else it has to say.
    this.pause('greeting');
    this.#greetingTimer = setTimeout(
      () => this.close(closeCodes.greetingTimeout, 'no greeting'),
      this.limits.greetingMs,
    );
  }

  async begin(name: string, token: string): Promise<void> {
    this.chargeOpening();
    try {
      const person = await this.#needs.greet(this, name, token);
      clearTimeout(this.#greetingTimer);
      if (!person) {
        this.send(authDenied('token'));
        return this.close(closeCodes.unauthenticated, 'token');
      }
      this.person = person;
      const request = { name, since: 0, incarnation: '', clientIds: [], shapes: null };
      const seat = await this.#needs.seating.open(person, this, request);
      if (this.closed || seat?.access === 'none') {
        if (seat) this.#needs.seating.leave(seat);
        return this.close(closeCodes.forbidden, 'no access');
      }
      if (!seat) {
        this.send(authDenied('no access'));
        return this.close(closeCodes.forbidden, 'no access');
      }
      this.#seat = seat;
      seat.announced = true;
      if (!mayWrite(seat.room, seat.access)) this.rights(seat.standing);
      this.resume('greeting');
    } catch {
      this.close(closeCodes.restart, 'stopping');
    }
  }

  protected pack(frames: Uint8Array[]): Uint8Array[][] {
    return frames.map((frame) => [frame]);
  }

  protected receive(message: Uint8Array): void {
    if (this.#answering) {
      // In its turn; and what has not been read yet waits at the sender's.
      this.#behind.push(message);
      this.pause('answering');
    } else this.#serve(message);
  }

  #serve(message: Uint8Array): void {
    const reader = new ByteReader(message);
    switch (reader.uint()) {
      case messageSync:
        this.#sync(reader);
        return;
      case messageAwareness:
        this.#presence(reader.slice());
        return;
      case messageQueryAwareness:
        this.chargeOpening();
        this.#inTurn(() => this.#everyone());
        return;
      default:
        throw new Malformed('opcode');
    }
  }

  #sync(reader: ByteReader): void {
    const step = reader.uint();
    const bytes = reader.slice();
    if (step === syncStep1) {
      this.chargeOpening();
      readStateVector(bytes);
      this.#inTurn(() => this.#describe(bytes));
      return;
    }
    if (step !== syncStep2 && step !== syncUpdate) throw new Malformed('opcode');
    this.chargeUpdate();
    if (this.closed) return;
    // Without anything new, a client's state is mostly deletions that are long known.
    if (step === syncStep2 && this.#deleted?.coverAllOf(bytes)) return;
    this.#message += 1;
    this.#needs.seating.update(this.#seat!, this.#message, bytes);
  }

  /** Answers, which takes a while; then goes on with what came meanwhile. */
  #inTurn(answer: () => Promise<void>): void {
    if (this.closed) return;
    void this.#answer(answer).catch((error) => {
      if (error instanceof Malformed) this.close(closeCodes.malformed, error.reason);
      else this.close(closeCodes.restart, 'try again');
    });
  }

  async #answer(answer: () => Promise<void>): Promise<void> {
    this.#answering = true;
    try {
      await answer();
    } finally {
      this.#answering = false;
    }
    while (!this.closed && !this.#answering) {
      const next = this.#behind.shift();
      if (!next) return this.resume('answering');
      this.#serve(next);
    }
  }

  async #everyone(): Promise<void> {
    await this.#needs.seating.stillAllowed();
    const everyone = this.#seat!.room.presence.everyone();
    if (everyone) this.presence(everyone);
  }

  /** What the client lacks; and asks for what is lacking here. */
  async #describe(known: Uint8Array): Promise<void> {
    const seat = this.#seat!;
    const { id, incarnation } = seat.room;
    const { builder, seating } = this.#needs;
    const { to, update, vector, deletions } = await builder.describe(id, incarnation, known);
    // It took its time; who lost the right to it meanwhile has lost the seat now.
    await seating.stillAllowed();
    if (this.closed) return;
    this.sendSnapshot(syncMessage(syncStep2, update));
    this.send(syncMessage(syncStep1, vector));
    this.#deleted = new DeletedRanges(deletions, vector);
    if (this.#started) return;
    this.#started = true;
    seat.sentSeq = to;
    this.#needs.seating.start(seat);
  }

  /** The first clientID is the connection's own; the provider also echoes those of others, a whole room at once. */
  #presence(states: Uint8Array): void {
    this.chargeFrame();
    if (this.closed) return;
    const seat = this.#seat!;
    const told = readPresence(states);
    const first = told[0];
    if (seat.clientIds.size === 0 && first && this.#mayClaim(seat, first.client)) {
      seat.clientIds.add(first.client);
    }
    const own = told.filter(({ client }) => seat.clientIds.has(client));
    if (own.length === 0) return;
    const shown = encodePresence(own.map((message) => [message.client, message]));
    const refused = this.#needs.seating.presence(seat, shown);
    if (refused === 'invalid') this.chargeRefusal();
    if (refused === 'too_large') this.send(authDenied('presence: too large'));
  }

  /** Not what somebody is seen with, has written with, or has announced. */
  #mayClaim({ room, person }: Seat, client: number): boolean {
    if (room.presence.seatOf(client)) return false;
    const owner =
      room.clocks?.ownerOf(client) ??
      room.reserved.get(client)?.person.id ??
      room.presence.personOf(client);
    return !owner || owner === person.id;
  }

  protected left(): void {
    clearTimeout(this.#greetingTimer);
    if (this.#seat) this.#needs.seating.leave(this.#seat);
  }

  updates(_from: number, _to: number, updates: Uint8Array[]): void {
    for (const update of updates) this.send(syncMessage(syncUpdate, update));
  }

  snapshot(_from: number, _to: number, update: Uint8Array): void {
    this.sendSnapshot(syncMessage(syncUpdate, update));
  }

  committed(
    _from: number,
    _to: number,
    entries: readonly LogEntry[],
    writer: Seat | null,
    shared: Map<string, unknown>,
  ): void {
    let messages = shared.get('yjs') as Uint8Array[] | undefined;
    if (!messages) {
      messages = entries.map((entry) => syncMessage(syncUpdate, entry.data));
      shared.set('yjs', messages);
    }
    for (const [i, { seat }] of entries.entries()) {
      if (writer === null || seat !== writer) this.send(messages[i]!);
    }
  }

  acknowledge(): void {}

  refuse(_message: number, { code, reason }: Refusal): void {
    if (code === 'frozen' || code === 'revoked' || code === 'outdated') {
      this.send(authDenied(code === 'frozen' ? `frozen: ${reason}` : reason));
      this.chargeRefusal();
      return;
    }
    if (code === 'gap' || code === 'busy') {
      // Something before it was refused: ask for all that is lacking.
      this.chargeRefusal();
      this.#askForRest();
      return;
    }
    this.close(closeCodes.malformed, reason);
  }

  presence(states: Uint8Array): void {
    this.send(awarenessMessage(states));
  }

  rights({ access, frozen, needs }: Standing): void {
    if (access === 'none') {
      this.send(authDenied('no access'));
      this.close(closeCodes.forbidden, 'no access');
      return;
    }
    if (frozen !== null) this.send(authDenied(`frozen: ${frozen}`));
    else if (access === 'read') this.send(authDenied('read only'));
    else if (needs !== null) this.send(authDenied('outdated'));
    else this.#askForRest();
  }

  #askForRest(): void {
    const clocks = this.#seat?.room.clocks;
    if (clocks) this.send(syncMessage(syncStep1, Y.encodeStateVector(clocks.vector())));
  }

  synced(): void {}

  /** It has no words for it. */
  beat(): void {}
}
