import { connect } from 'node:net';
import { newId } from '@samspel/platform/ids';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { runApi } from '../../../tests/support/running-api.ts';

const database = await testDatabase();
let troubles: string[] = [];
const api = await runApi(database, { health: () => troubles });
afterAll(() => api.end());
const visitor = api.browser();

describe('what reaches the interfaces', () => {
  const me = '/api/trpc/person.me';

  test('only our exact origin changes anything', async () => {
    const evil = [
      'https://evil.example',
      'null',
      `${api.origin}.evil.example`,
      api.origin.replace('http:', 'https:'),
      'http://sub.127.0.0.1',
    ];
    for (const origin of evil) {
      expect((await visitor.post(me, {}, { origin })).status, origin).toBe(403);
    }
    const without = await fetch(`${api.origin}${me}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(without.status).toBe(403);
    expect((await visitor.post(me, {}, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await visitor.get(me, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await visitor.post(me, {})).status).toBe(200);
  });

  test('only JSON is taken: no form of another page can send it', async () => {
    for (const type of [
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/jsonx',
    ]) {
      expect((await visitor.post(me, {}, { 'content-type': type })).status, type).toBe(415);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await fetch(`${api.origin}${me}`, { method, headers: { origin: api.origin } });
      expect(answer.status, method).toBe(405);
    }
  });

  test('batches end at twenty, bodies at a megabyte, headers at sixteen kilobytes', async () => {
    const batch = (size: number) =>
      visitor.post(`/api/trpc/${Array(size).fill('person.me').join(',')}?batch=1`, {});
    expect((await batch(20)).status).toBe(200);
    expect((await batch(21)).status).toBe(400);
    expect([413, 'cut']).toContain(
      await statusOf(visitor.post(me, { filler: 'x'.repeat(1_000_001) })),
    );
    const chunked = fetch(`${api.origin}${me}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: api.origin },
      body: new ReadableStream({
        start(controller) {
          for (let at = 0; at < 20; at += 1) controller.enqueue(new Uint8Array(100_000).fill(32));
          controller.close();
        },
      }),
      duplex: 'half',
    } as RequestInit);
    expect([413, 'cut']).toContain(await statusOf(chunked));
    const huge = await fetch(`${api.origin}/healthz`, {
      headers: { 'x-filler': 'x'.repeat(20_000) },
    });
    expect(huge.status).toBe(431);
  });

  test('malformed requests are the sender’s fault and tell nothing', async () => {
    const answers = await Promise.all([
      visitor.post('/api/trpc/no.such', {}),
      visitor.post('/api/trpc/%00', {}),
      visitor.post('/api/trpc/person.updateMe', { name: 'x', id: newId() }),
      visitor.get('/api/trpc/person.me?input=%7B'),
      visitor.get('/api/trpc/person.me?batch=1&input=%5B%5D'),
      fetch(`${api.origin}${me}`, {
        method: 'POST',
        body: '{"a":',
        headers: { 'content-type': 'application/json', origin: api.origin },
      }),
    ]);
    for (const answer of answers) {
      const text = await answer.text();
      expect(answer.status, text).toBeGreaterThanOrEqual(400);
      expect(answer.status, text).toBeLessThan(500);
      expect(text).not.toMatch(/node_modules|\.ts:|at .*\(/);
    }
  });
});

describe('what is answered', () => {
  test('every answer carries the headers that keep it ours', async () => {
    for (const path of ['/', '/healthz', '/api/server-time', '/api/nothing', '/_app/nothing.js']) {
      const { headers } = await visitor.get(path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('permissions-policy'), path).toContain('camera=()');
      expect(headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.has('x-powered-by'), path).toBe(false);
    }
    expect((await visitor.get('/api/server-time')).headers.get('cache-control')).toBe('no-store');
  });

  test('the client’s page answers every route, a missing chunk and a map are absent', async () => {
    const page = await visitor.get('/workspace/x/budget');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).toContain('<title>Samspel</title>');
    const again = await visitor.get('/', { 'if-none-match': page.headers.get('etag')! });
    expect(again.status).toBe(304);
    const chunk = await visitor.get('/_app/immutable/start.abc.js', { 'accept-encoding': 'br' });
    expect(chunk.headers.get('cache-control')).toContain('immutable');
    expect(chunk.headers.get('content-encoding')).toBe('br');
    expect(await chunk.text()).toContain('xxx');
    for (const path of [
      '/_app/immutable/gone.js',
      '/_app/immutable/start.abc.js.map',
      '/_app/..%2f..%2fpackage.json',
      '/metrics',
    ]) {
      const answer = await visitor.get(path);
      expect(`${answer.status} ${answer.headers.get('content-type')}`, path).not.toMatch(
        /200 (?!text\/html)/,
      );
    }
  });

  test('a visitor under another name of this machine is led to the address that sessions belong to', async () => {
    const answer = await rawGet('/calls?x=1', `localhost:${api.port}`);
    expect(answer).toMatch(/^HTTP\/1.1 307/);
    expect(answer).toContain(`${api.origin}/calls?x=1`);
    expect(await rawGet('/calls', 'evil.example')).toMatch(/^HTTP\/1.1 200/);
  });

  test('health says what is wrong, with 503', async () => {
    expect(await (await visitor.get('/healthz')).json()).toEqual({ status: 'ok' });
    troubles = ['the hub does not listen'];
    const answer = await visitor.get('/healthz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'unavailable',
      troubles: ['the hub does not listen'],
    });
    troubles = [];
  });
});

test('an upgrade that no hub takes is refused, and a cut one harms nobody', async () => {
  const answer = await rawRequest(
    `GET /sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 404/);
  const socket = connect(api.port, '127.0.0.1');
  socket.write(
    'GET /sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  socket.destroy();
  expect((await visitor.get('/healthz')).status).toBe(200);
});

test('metrics are on the operator’s port and nowhere else', async () => {
  const free = await freePort();
  const { readConfig } = await import('@samspel/platform/config');
  const other = await runApi(database, {
    config: readConfig({
      PORT: '0',
      SAMSPEL_URL: 'http://127.0.0.1:0',
      METRICS_PORT: String(free),
    }),
  });
  await other.browser().call('person.me');
  const numbers = await (await fetch(`http://127.0.0.1:${free}/metrics`)).text();
  expect(numbers).toContain('samspel_http_requests_total{route="/api/trpc"');
  expect((await fetch(`http://127.0.0.1:${free}/`)).status).toBe(404);
  await other.end();
});

// A server that has read enough may close before the sender has said all.
const statusOf = (answer: Promise<Response>) =>
  answer.then(
    ({ status }) => status,
    () => 'cut' as const,
  );

const rawGet = (path: string, host: string) =>
  rawRequest(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n`,
  );

function rawRequest(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(api.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
