import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

// PORT. Passes every message on to the others in the room, as it is: no documents, no rights, no limits,
// nothing kept. What remains is the price of Node and its sockets: the limit for any server built on them.
const rooms = new Map<string, Set<WebSocket>>();
const sockets = new WebSocketServer({ noServer: true });
const server = createServer((_request, response) => response.end());
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => join(ws, request.url ?? '/'));
});

function join(ws: WebSocket, name: string): void {
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(ws));
  ws.on('message', (data: Buffer) => {
    for (const other of room) if (other !== ws) other.send(data);
  });
  ws.on('close', () => room.delete(ws));
}

server.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => process.exit(0));
// Whoever started it has ended.
process.stdin.on('end', () => process.exit(1)).resume();
