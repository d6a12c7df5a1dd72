import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { clientAddress, onThisMachine } from './client-address.ts';

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('whose request it is', () => {
  test.each([
    ['203.0.113.9', undefined, '203.0.113.9'],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::1', '10.0.0.1, 198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '198.51.100.1, nonsense', '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
  ])('%s forwarding %s counts as %s', (peer, forwarded, expected) => {
    expect(clientAddress(request(peer, forwarded))).toBe(expected);
  });

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['192.168.1.4', false],
    ['samspel.example', false],
  ])('%s is this machine alone: %s', (host, expected) => {
    expect(onThisMachine(host)).toBe(expected);
  });
});
