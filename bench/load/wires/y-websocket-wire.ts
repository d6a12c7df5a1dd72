import { Reader, Writer } from '../bytes.ts';
import type { Address } from '../raw-socket.ts';
import type { Wire, WireNeeds } from './wire.ts';

export const messages = { sync: 0, awareness: 1 } as const;
export const steps = { ask: 0, answer: 1, update: 2 } as const;
export const emptyUpdate = new Uint8Array([0, 0]);
export const emptyVector = new Uint8Array([0]);

/** The y-websocket protocol: the same client for every server that speaks it. It knows no "saved". */
export class YWebsocketWire implements Wire {
  readonly #needs: WireNeeds;
  readonly #prefix: string;
  /** A bare relay answers nothing: its rooms begin empty and are there at once. */
  readonly #answered: boolean;

  constructor(needs: WireNeeds, prefix: string, answered = true) {
    this.#needs = needs;
    this.#prefix = prefix;
    this.#answered = answered;
  }

  address(port: number): Address {
    return { port, path: `${this.#prefix}${encodeURIComponent(this.#needs.room)}` };
  }

  opened(): void {
    if (this.#answered) this.#needs.send(sync(steps.ask, emptyVector));
    else this.#needs.listener.synced();
  }

  heard(payload: Uint8Array): void {
    const reader = new Reader(payload);
    const { listener, send } = this.#needs;
    const kind = reader.uint();
    if (kind === messages.awareness) listener.cursors(reader.bytes());
    if (kind !== messages.sync) return;
    const step = reader.uint();
    if (step === steps.ask) {
      send(sync(steps.answer, emptyUpdate));
      return;
    }
    listener.update(reader.bytes());
    if (step === steps.answer) listener.synced();
  }

  edit(update: Uint8Array): Uint8Array {
    return sync(steps.update, update);
  }

  move(states: Uint8Array): Uint8Array {
    return new Writer().uint(messages.awareness).bytes(states).done();
  }
}

const sync = (step: number, bytes: Uint8Array) =>
  new Writer().uint(messages.sync).uint(step).bytes(bytes).done();
