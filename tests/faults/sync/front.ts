import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket, connect as tcp } from 'node:net';

export interface Front {
  url: string;
  stop(): void;
}

/** One address before several hubs: each connection goes to the next that takes it. */
export async function startFront(ports: readonly number[]): Promise<Front> {
  let next = 0;
  const open = new Set<Socket>();
  const pass = (client: Socket, tries: number) => {
    if (tries === 0) return void client.destroy();
    const hub = tcp(ports[next++ % ports.length] as number, '127.0.0.1');
    let connected = false;
    hub.once('connect', () => {
      connected = true;
      client.pipe(hub).pipe(client);
    });
    hub.on('error', () => (connected ? client.destroy() : pass(client, tries - 1)));
    hub.once('close', () => connected && client.destroy());
    client.once('close', () => hub.destroy());
  };
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => open.delete(client));
    pass(client, ports.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
