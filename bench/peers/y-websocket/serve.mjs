import { createServer } from 'node:http';
import { setupWSConnection } from '@y/websocket-server/utils';
import WebSocket from 'ws';

// PORT. As the package's own server.js, in memory.
const sockets = new WebSocket.Server({ noServer: true });
sockets.on('connection', setupWSConnection);
const server = createServer((_request, response) => response.end('okay'));
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => process.exit(0));
// Whoever started it has ended.
process.stdin.on('end', () => process.exit(1)).resume();
