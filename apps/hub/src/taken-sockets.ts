import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Hub } from '@samspel/sync/server/hub';

/** A request for a WebSocket that another process has read; the socket itself comes with it. */
export interface HandedUpgrade {
  upgrade: { url: string; method: string; headers: IncomingHttpHeaders };
  /** Base64: what was read beyond the request. */
  head: string;
}

const isHanded = (message: unknown): message is HandedUpgrade =>
  typeof message === 'object' && message !== null && 'upgrade' in message;

/** The process that listens hands its sockets over: nothing of them passes through it afterwards. */
export function takeSockets(hub: Hub): void {
  process.on('message', (message, socket) => {
    if (!isHanded(message) || !(socket instanceof Socket)) return;
    socket.on('error', () => socket.destroy());
    const request = message.upgrade as IncomingMessage;
    if (!hub.handleUpgrade(request, socket, Buffer.from(message.head, 'base64'))) socket.destroy();
  });
  process.send?.('ready');
}
