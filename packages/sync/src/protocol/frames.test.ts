import { describe, expect, test } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { Malformed } from './byte-reader.ts';
import type { Reply, Request } from './frames.ts';
import { decodeReplies, encodeReply } from './replies.ts';
import { decodeRequests, encodeRequest } from './requests.ts';

const bytes = new Uint8Array([1, 0, 255]);

const requests: Request[] = [
  { type: 'hello', version: 1, ticket: 'åäö' },
  {
    type: 'subscribe',
    request: 3,
    name: 'narrative/a/b',
    since: 2 ** 40,
    incarnation: '',
    clientIds: [1, 2 ** 32 - 1],
  },
  { type: 'unsubscribe', handle: 900 },
  { type: 'update', handle: 1, message: 2, update: bytes },
  { type: 'awareness', handle: 1, states: bytes },
  { type: 'ping', nonce: 77 },
];

const replies: Reply[] = [
  { type: 'welcome', version: 1, now: 1_800_000_000_000 },
  {
    type: 'subscribed',
    request: 1,
    handle: 2,
    incarnation: 'i',
    head: 3,
    since: 0,
    epoch: 9,
    access: 'read',
    frozen: 'signed',
    needs: null,
  },
  { type: 'denied', request: 1, code: 'absent' },
  { type: 'batch', handle: 1, from: 4, to: 6, updates: [bytes, bytes] },
  { type: 'ack', handle: 1, message: 5, to: 6, at: 1_800_000_000_001 },
  { type: 'nack', handle: 1, message: 5, code: 'gap', reason: 'x', client: 7, clock: 8 },
  { type: 'awareness', handle: 1, states: bytes },
  { type: 'epoch', handle: 1, epoch: 2, access: 'write', frozen: null, needs: null },
  { type: 'pong', nonce: 1, now: 2 },
  { type: 'synced', handle: 1, to: 3 },
];

/** A tab that was opened before an upgrade goes on speaking these bytes, and is answered in them. */
const released = {
  requests: [
    '010106c3a5c3a4c3b6',
    '02030d6e61727261746976652f612f62808080808020000201ffffffff0f',
    '038407',
    '040102030100ff',
    '0501030100ff',
    '064d',
  ],
  replies: [
    '010180a0f1c2b134',
    '020102016903000901067369676e6564',
    '030106616273656e74',
    '0401040602030100ff030100ff',
    '0501050681a0f1c2b134',
    '0601050367617001780708',
    '0701030100ff',
    '080102020100',
    '0a0102',
    '0b0103',
  ],
};

/** What version 2 says otherwise. */
const newer = {
  requests: [
    {
      type: 'hello',
      version: 2,
      ticket: 'åäö',
      shapes: new Map([
        ['narrative', 3],
        ['budget', 300],
      ]),
    },
    { type: 'hello', version: 2, ticket: '', shapes: new Map() },
  ] satisfies Request[],
  replies: [
    {
      type: 'subscribed',
      request: 1,
      handle: 2,
      incarnation: 'i',
      head: 3,
      since: 0,
      epoch: 9,
      access: 'write',
      frozen: null,
      needs: 3,
    },
    { type: 'epoch', handle: 1, epoch: 2, access: 'write', frozen: 'signed', needs: 300 },
    { type: 'nack', handle: 1, message: 5, code: 'outdated', reason: '', client: 0, clock: 0 },
  ] satisfies Reply[],
  released: {
    requests: ['010206c3a5c3a4c3b602096e61727261746976650306627564676574ac02', '01020000'],
    replies: [
      '0c0102016903000902010003',
      '0d010202067369676e6564ac02',
      '060105086f75746461746564000000',
    ],
  },
};

const hex = (frame: Uint8Array) => Buffer.from(frame).toString('hex');

const join = (frames: Uint8Array[]) => new Uint8Array(Buffer.concat(frames));

describe('frames of the native protocol', () => {
  test('several in one message come out as they went in', () => {
    expect([...decodeRequests(join(requests.map(encodeRequest)))]).toEqual(requests);
    expect([...decodeReplies(join(replies.map(encodeReply)))]).toEqual(replies);
  });

  test('version 1 is what it was when it was released', () => {
    expect(requests.map(encodeRequest).map(hex)).toEqual(released.requests);
    expect(replies.map(encodeReply).map(hex)).toEqual(released.replies);
  });

  test('version 2 says which shapes an editor understands, and which one it lacks', () => {
    expect([...decodeRequests(join(newer.requests.map(encodeRequest)))]).toEqual(newer.requests);
    expect([...decodeReplies(join(newer.replies.map(encodeReply)))]).toEqual(newer.replies);
    expect(newer.requests.map(encodeRequest).map(hex)).toEqual(newer.released.requests);
    expect(newer.replies.map(encodeReply).map(hex)).toEqual(newer.released.replies);
  });

  test('every truncation and every mutation is decoded or refused, never anything else', () => {
    const random = seededRandom(5);
    for (const whole of [...requests, ...newer.requests].map(encodeRequest)) {
      for (let length = 1; length < whole.length; length++) {
        expect(() => [...decodeRequests(whole.slice(0, length))]).toThrow(Malformed);
      }
      for (let i = 0; i < 2000; i++) {
        const mutated = whole.slice();
        mutated[random.int(mutated.length)] = random.int(256);
        try {
          for (const _ of decodeRequests(mutated));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }
    }
  });

  test('an unknown opcode is refused', () => {
    expect(() => [...decodeRequests(new Uint8Array([99]))]).toThrow('opcode');
  });
});
