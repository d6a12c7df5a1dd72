import { Reader, Writer } from '../bytes.ts';
import type { Address } from '../raw-socket.ts';
import type { Wire, WireNeeds } from './wire.ts';
import { emptyUpdate, emptyVector, steps } from './y-websocket-wire.ts';

const messages = { sync: 0, awareness: 1, auth: 2, syncReply: 4, syncStatus: 8 } as const;

/** Hocuspocus's framing of the same protocol, as its provider speaks it: one document on one socket. */
export class HocuspocusWire implements Wire {
  readonly #needs: WireNeeds;
  readonly #name: Uint8Array;
  #edits = 0;
  /** Statuses come in the order of what they answer; those of our answers to its questions are no edits. */
  readonly #awaited: ('edit' | 'answer')[] = [];

  constructor(needs: WireNeeds) {
    this.#needs = needs;
    this.#name = new Writer().string(needs.room).done();
  }

  address(port: number): Address {
    return { port, path: '/' };
  }

  opened(): void {
    this.#needs.send(this.#message(messages.auth).uint(0).string('').string('4.7.0').done());
  }

  heard(payload: Uint8Array): void {
    const reader = new Reader(payload);
    reader.bytes();
    const { listener, send } = this.#needs;
    switch (reader.uint()) {
      case messages.auth:
        send(this.#message(messages.sync).uint(steps.ask).bytes(emptyVector).done());
        return;
      case messages.awareness:
        listener.cursors(reader.bytes());
        return;
      case messages.syncStatus:
        if (this.#awaited.shift() === 'edit' && reader.uint() === 1) listener.saved(++this.#edits);
        return;
      case messages.sync:
      case messages.syncReply:
        this.#sync(reader);
    }
  }

  #sync(reader: Reader): void {
    const { listener, send } = this.#needs;
    const step = reader.uint();
    if (step === steps.ask) {
      this.#awaited.push('answer');
      send(this.#message(messages.sync).uint(steps.answer).bytes(emptyUpdate).done());
      return;
    }
    listener.update(reader.bytes());
    if (step === steps.answer) listener.synced();
  }

  edit(update: Uint8Array): Uint8Array {
    this.#awaited.push('edit');
    return this.#message(messages.sync).uint(steps.update).bytes(update).done();
  }

  move(states: Uint8Array): Uint8Array {
    return this.#message(messages.awareness).bytes(states).done();
  }

  #message(type: number): Writer {
    return new Writer().raw(this.#name).uint(type);
  }
}
