import type { Server } from './jobs.ts';
import { RawSocket } from './raw-socket.ts';
import { openWire } from './wires/open-wire.ts';
import type { Beginning, Listener } from './wires/wire.ts';

export interface Line {
  /** Bytes that the server has not taken yet. */
  readonly waiting: number;
  edit(update: Uint8Array, n: number): void;
  leave(): void;
}

/** One socket to one document; resolves when the document's state is there. */
export function openLine(
  server: Server,
  room: string,
  clientId: number,
  listener: Partial<Listener>,
  begin?: Promise<Beginning>,
): Promise<Line> {
  return new Promise((resolve, reject) => {
    let socket: RawSocket;
    const wire = openWire(server.protocol, {
      room,
      clientId,
      ...(begin ? { begin } : {}),
      send: (payload) => socket.send(payload),
      listener: {
        update: listener.update ?? (() => {}),
        cursors: listener.cursors ?? (() => {}),
        saved: listener.saved ?? (() => {}),
        synced: () => {
          listener.synced?.();
          resolve({
            get waiting() {
              return socket.waiting;
            },
            edit: (update, n) => socket.send(wire.edit(update, n)),
            leave: () => socket.end(),
          });
        },
      },
    });
    socket = new RawSocket(wire.address(server.port), {
      open: () => wire.opened(),
      message: (payload) => wire.heard(payload),
      closed: (code) => reject(new Error(`${room}: the server closed a socket (${code})`)),
    });
  });
}
