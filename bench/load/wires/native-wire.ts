import type { Reply } from '@samspel/sync/protocol/frames';
import { decodeReplies } from '@samspel/sync/protocol/replies';
import { encodeRequest } from '@samspel/sync/protocol/requests';
import type { Address } from '../raw-socket.ts';
import type { Beginning, Wire, WireNeeds } from './wire.ts';

/** The engine's own protocol, one document on one socket as the others have it. */
export class NativeWire implements Wire {
  readonly #needs: WireNeeds;
  #handle = 0;

  constructor(needs: WireNeeds) {
    this.#needs = needs;
  }

  address(port: number): Address {
    return { port, path: '/sync', subProtocol: 'samspel.sync.v2' };
  }

  opened(): void {
    this.#needs.send(encodeRequest({ type: 'hello', version: 2, ticket: '' }));
  }

  heard(payload: Uint8Array): void {
    for (const reply of decodeReplies(payload)) this.#hear(reply);
  }

  #hear(reply: Reply): void {
    const { listener } = this.#needs;
    switch (reply.type) {
      case 'batch':
        for (const update of reply.updates) listener.update(update);
        return;
      case 'ack':
        listener.saved(reply.message);
        return;
      case 'awareness':
        listener.cursors(reply.states);
        return;
      case 'synced':
        listener.synced();
        return;
      case 'welcome': {
        const { begin } = this.#needs;
        if (begin) void begin.then((beginning) => this.#subscribe(beginning));
        else this.#subscribe({ since: 0, incarnation: '' });
        return;
      }
      case 'subscribed':
        this.#handle = reply.handle;
        return;
      case 'denied':
      case 'nack':
        throw new Error(`refused: ${JSON.stringify(reply)}`);
      case 'epoch':
      case 'pong':
        return;
      default:
        return;
    }
  }

  #subscribe({ since, incarnation }: Beginning): void {
    const { room: name, clientId, send } = this.#needs;
    const from = { since, incarnation, clientIds: [clientId] };
    send(encodeRequest({ type: 'subscribe', request: 1, name, ...from }));
  }

  edit(update: Uint8Array, n: number): Uint8Array {
    return encodeRequest({ type: 'update', handle: this.#handle, message: n, update });
  }

  move(states: Uint8Array): Uint8Array {
    return encodeRequest({ type: 'awareness', handle: this.#handle, states });
  }
}
