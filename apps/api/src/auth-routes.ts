import { clientAddressHeader } from '@samspel/server/person/auth';
import type { Hono, Context as HonoContext } from 'hono';
import { DemoSignIn, offered } from './auth-inputs.ts';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

/** Sign-in: by a mailed link, by passkey, and on a demo by a printed link. */
export function authRoutes(app: Hono<Env>, host: Host): void {
  app.all('/api/auth/*', async (c) => {
    const path = c.req.path.slice('/api/auth'.length);
    const schema = offered[`${c.req.method} ${path}`];
    if (!schema) return c.json(refusal('not_found'), 404);
    const input = schema.safeParse(c.req.method === 'GET' ? c.req.query() : await readJson(c));
    if (!input.success) return c.json(refusal('invalid'), 400);
    const answer = await guarded(c, host, () =>
      host.auth.handler(requestOf(c, host, { path, input: input.data })),
    );
    return inOurWords(c, path, answer);
  });
  app.post('/api/demo/sign-in', async (c) => {
    const input = DemoSignIn.safeParse(await readJson(c));
    if (!host.config.demo || !input.success) return c.json(refusal('not_found'), 404);
    const headers = headersOf(c);
    return guarded(c, host, () =>
      host.auth.api.demoSignIn({ body: input.data, headers, asResponse: true }),
    );
  });
}

/** The library's request, at our configured address and not at the Host header's: blocks foreign links. */
function requestOf(
  c: HonoContext<Env>,
  { config }: Host,
  { path, input }: { path: string; input: Record<string, unknown> },
): Request {
  const url = new URL(`/api/auth${path}`, config.publicUrl);
  const headers = headersOf(c);
  if (c.req.method === 'POST') {
    return new Request(url, { method: 'POST', headers, body: JSON.stringify(input) });
  }
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return new Request(url, { headers });
}

function headersOf(c: HonoContext<Env>): Headers {
  const headers = new Headers(c.req.raw.headers);
  headers.set(clientAddressHeader, c.get('address'));
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  return headers;
}

// The library answers a dead link with a redirect, and whatever it cannot decode with a failure.
function inOurWords(c: HonoContext<Env>, path: string, answer: Response): Response {
  if (path === '/magic-link/verify' && answer.status >= 300 && answer.status < 400) {
    return c.json(refusal('link_used_or_expired'), 410);
  }
  if (path === '/passkey/verify-registration' && answer.status === 500) {
    return c.json(refusal('invalid'), 400);
  }
  return answer;
}

async function guarded(
  c: HonoContext<Env>,
  { log }: Host,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error, request: c.get('requestId') }, 'sign-in failed');
    return c.json(refusal('internal'), 500);
  }
}

async function readJson(c: HonoContext<Env>): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
