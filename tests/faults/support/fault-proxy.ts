import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

type Mode = 'pass' | 'silent';

/** A wire that can be slow, silent, half open or torn, between two programs that do not know of it. */
export interface FaultProxy {
  port: number;
  /** Every piece waits so long, in milliseconds, give or take the jitter; order is kept. */
  slow(latencyMs: number, jitterMs?: number): void;
  /** Takes bytes and passes none on, without closing anything: a black hole. */
  silence(): void;
  /** Everything as it should be; what was swallowed stays lost, as its connections would break. */
  mend(): void;
  /** Ends every connection with a reset. */
  reset(): void;
  /** The far side is gone, the near side is never told. */
  halfOpen(): void;
  /** Passes this many more bytes of every connection, then tears it. */
  cutAfter(bytes: number): void;
  stop(): Promise<void>;
}

interface Pair {
  near: Socket;
  far: Socket;
  /** Bytes that may still pass; infinite unless the wire is to be cut. */
  left: number;
  /** What went through after a silence would be a stream with a hole: such a pair ends. */
  swallowed: boolean;
}

export async function startFaultProxy(
  target: { port: number },
  random: () => number,
): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let mode: Mode = 'pass';
  let latency = { ms: 0, jitter: 0 };

  const pipe = (pair: Pair, from: Socket, to: Socket) => {
    // A wire never reorders: one timer, first in, first out.
    const waiting: { piece: Buffer; due: number }[] = [];
    let timer: NodeJS.Timeout | undefined;
    const pass = () => {
      timer = undefined;
      while (waiting[0] && waiting[0].due <= performance.now()) {
        const { piece } = waiting.shift() as { piece: Buffer };
        if (!to.destroyed) to.write(piece);
        if (pair.left <= 0 && waiting.length === 0) tear(pair);
      }
      if (waiting[0]) timer = setTimeout(pass, waiting[0].due - performance.now());
    };
    from.on('data', (data) => {
      if (mode === 'silent' || pair.swallowed) {
        pair.swallowed = true;
        return;
      }
      const piece = data.subarray(0, pair.left);
      pair.left -= piece.length;
      const delay = latency.ms + latency.jitter * (2 * random() - 1);
      const due = performance.now() + Math.max(0, delay);
      waiting.push({ piece, due: Math.max(due, waiting.at(-1)?.due ?? 0) });
      if (!timer) pass();
    });
  };
  const tear = ({ near, far }: Pair) => {
    near.resetAndDestroy();
    far.resetAndDestroy();
  };
  const server = createServer((near) => {
    const far = connect(target.port, '127.0.0.1');
    const pair: Pair = { near, far, left: Number.POSITIVE_INFINITY, swallowed: false };
    pairs.add(pair);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
    }
    near.on('close', () => {
      pairs.delete(pair);
      far.destroy();
    });
    far.on('close', () => {
      if (!pair.swallowed) near.destroy();
    });
    pipe(pair, near, far);
    pipe(pair, far, near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    slow(ms, jitter = 0) {
      latency = { ms, jitter };
    },
    silence() {
      mode = 'silent';
    },
    mend() {
      mode = 'pass';
      latency = { ms: 0, jitter: 0 };
    },
    reset() {
      for (const pair of pairs) tear(pair);
    },
    halfOpen() {
      for (const pair of pairs) {
        pair.swallowed = true;
        pair.far.destroy();
      }
    },
    cutAfter(bytes) {
      for (const pair of pairs) pair.left = bytes;
    },
    async stop() {
      for (const pair of pairs) tear(pair);
      server.close();
      await once(server, 'close');
    },
  };
}
