import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const thisMachine = new BlockList();
thisMachine.addSubnet('127.0.0.0', 8, 'ipv4');
thisMachine.addAddress('::1', 'ipv6');

/**
 * Whose request it is, for limits: the socket's peer. Only a proxy on this machine may name another, and
 * of what it forwards only the last entry, its own, counts: a client can write the rest.
 */
export function clientAddress(incoming: IncomingMessage): string {
  const peer = plain(incoming.socket.remoteAddress ?? '');
  if (!isLoopback(peer)) return peer;
  const forwarded = incoming.headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? ''))
    .split(',')
    .at(-1)!
    .trim();
  return isIP(last) ? plain(last) : peer;
}

export function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && thisMachine.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a host to listen on is reached from this machine alone. */
export function onThisMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}

function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
