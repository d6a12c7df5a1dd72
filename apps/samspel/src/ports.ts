import { createServer } from 'node:net';
import { Failure } from './failure.ts';

/** Fails in one line when the address is taken, before anything slow has begun. */
export function needPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => reject(portFailure(error, host, port)));
    server.listen({ host, port }, () => server.close(() => resolve()));
  });
}

export function portFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new Failure(
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another: ` +
        `PORT=${port + 1} npx -y pnpm@12 start`,
    );
  }
  if (code === 'EACCES') return new Failure(`This user may not listen on port ${port} (set PORT).`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Failure(`HOST ${host} is not an address of this machine.`);
  }
  return error;
}
